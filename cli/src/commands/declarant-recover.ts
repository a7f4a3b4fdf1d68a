import type { CommandSpec } from '../command.js';
import { agencyGateway, declarantOf, withRuntime } from '../session.js';
import { OPTIONS, printCommitted } from './shared.js';

export const declarantRecover: CommandSpec = {
  path: ['declarant', 'recover'],
  summary: 'command.declarant-recover',
  arguments: [{ name: 'declarant', help: 'argument.declarant' }],
  options: [OPTIONS.asAgency, { flags: '--support <agency>', help: 'option.support', required: true }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const declarant = declarantOf(given.text('declarant'));
      const { acting, gateway } = agencyGateway(runtime, given.text('as'));
      const proof = await runtime.platform.services.enrolment.prepareRecovery(declarant);
      const second = agencyGateway(runtime, given.text('support'));
      const support = await second.gateway.services.enrolment.supportRecovery(proof, second.acting);
      printCommitted(context, await gateway.services.enrolment.recover(proof, { ...acting, support }));
      return undefined;
    }),
};
