import { parseConsentId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { actingAs, withRuntime } from '../session.js';
import { OPTIONS, printCommitted } from './shared.js';

export const consentRevoke: CommandSpec = {
  path: ['consent', 'revoke'],
  summary: 'command.consent-revoke',
  arguments: [{ name: 'consent', help: 'argument.consent' }],
  options: [OPTIONS.asDeclarant, OPTIONS.reason, OPTIONS.mandate],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const { acting, gateway } = actingAs(runtime, { as: given.text('as'), mandate: given.find('mandate') });
      const reason = given.find('reason');
      printCommitted(
        context,
        await gateway.services.wishes.revokeConsent(
          parseConsentId(given.text('consent')),
          reason === undefined ? {} : { reason },
          acting,
        ),
      );
      return undefined;
    }),
};
