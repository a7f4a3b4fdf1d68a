import { parseApplicationId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { actingAs, withRuntime } from '../session.js';
import { OPTIONS, printCommitted } from './shared.js';

export const applicationClose: CommandSpec = {
  path: ['application', 'close'],
  summary: 'command.application-close',
  arguments: [{ name: 'application', help: 'argument.application' }],
  options: [OPTIONS.asAny, OPTIONS.reason, OPTIONS.mandate],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const { acting, gateway } = actingAs(runtime, { as: given.text('as'), mandate: given.find('mandate') });
      const reason = given.find('reason');
      printCommitted(
        context,
        await gateway.services.wishes.closeApplication(
          parseApplicationId(given.text('application')),
          reason === undefined ? {} : { reason },
          acting,
        ),
      );
      return undefined;
    }),
};
