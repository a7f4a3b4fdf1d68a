import { parseDeclarationId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { actingAs, withRuntime } from '../session.js';
import { DECLARATION, OPTIONS, printCommitted } from './shared.js';

type Verb = 'withdraw' | 'suspend' | 'reinstate' | 'revoke';

/** The four commands that change nothing but a declaration's status. */
function statusCommand(verb: Verb, reasonNeeded: boolean): CommandSpec {
  return {
    path: ['declaration', verb],
    summary: `command.declaration-${verb}`,
    arguments: [DECLARATION],
    options: [
      verb === 'withdraw' ? OPTIONS.asAny : OPTIONS.asAgency,
      reasonNeeded ? OPTIONS.reasonRequired : OPTIONS.reason,
      ...(verb === 'withdraw' ? [OPTIONS.mandate] : []),
    ],
    run: (context, given) =>
      withRuntime(context, async (runtime) => {
        const id = parseDeclarationId(given.text('declaration'));
        const reason = given.find('reason');
        const as = { as: given.text('as'), mandate: given.find('mandate') };
        const { acting, gateway } = actingAs(runtime, as);
        const input = reason === undefined ? {} : { reason };
        printCommitted(context, await gateway.services.declarations[verb](id, input, acting));
        return undefined;
      }),
  };
}

export const declarationWithdraw = statusCommand('withdraw', false);
export const declarationSuspend = statusCommand('suspend', true);
export const declarationReinstate = statusCommand('reinstate', false);
export const declarationRevoke = statusCommand('revoke', true);
