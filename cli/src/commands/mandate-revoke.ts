import { parseMandateId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { actingAs, withRuntime } from '../session.js';
import { OPTIONS, printCommitted } from './shared.js';

export const mandateRevoke: CommandSpec = {
  path: ['mandate', 'revoke'],
  summary: 'command.mandate-revoke',
  arguments: [{ name: 'mandate', help: 'argument.mandate' }],
  options: [OPTIONS.asDeclarant, OPTIONS.reason],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const { acting, gateway } = actingAs(runtime, { as: given.text('as') });
      const reason = given.find('reason');
      printCommitted(
        context,
        await gateway.services.wishes.revokeMandate(
          parseMandateId(given.text('mandate')),
          reason === undefined ? {} : { reason },
          acting,
        ),
      );
      return undefined;
    }),
};
