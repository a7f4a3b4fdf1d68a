import type { CommandSpec } from '../command.js';
import { declarantOf, withRuntime } from '../session.js';
import { printCommitted } from './shared.js';

export const declarantStopRecovery: CommandSpec = {
  path: ['declarant', 'stop-recovery'],
  summary: 'command.declarant-stop-recovery',
  arguments: [{ name: 'declarant', help: 'argument.declarant' }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const declarant = declarantOf(given.text('declarant'));
      printCommitted(context, await runtime.platform.services.enrolment.stopRecovery(declarant));
      return undefined;
    }),
};
