import { parseAgencyCode, parseClaimPath, parseEntryId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { untilOf } from '../input/times.js';
import { actingAs, declarantOf, withRuntime } from '../session.js';
import { committedJson, committedText, OPTIONS } from './shared.js';

export const consentGrant: CommandSpec = {
  path: ['consent', 'grant'],
  summary: 'command.consent-grant',
  options: [
    OPTIONS.asDeclarant,
    { flags: '--declarant <declarant>', help: 'option.grant-for' },
    { flags: '--to <agency>', help: 'option.to-agency', required: true },
    { flags: '--item <item>', help: 'option.item', required: true },
    { flags: '--type <type>', help: 'option.type', required: true },
    { flags: '--claims <claims>', help: 'option.claims', required: true },
    OPTIONS.validUntil,
    OPTIONS.mandate,
  ],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const as = given.text('as');
      const { acting, gateway } = actingAs(runtime, { as, mandate: given.find('mandate') });
      const granted = await gateway.services.wishes.grantConsent(
        {
          declarant: declarantOf(given.find('declarant') ?? as),
          requester: parseAgencyCode(given.text('to')),
          item: parseEntryId(given.text('item')),
          type: parseEntryId(given.text('type')),
          claims: given.list('claims').map((path) => parseClaimPath(path)),
          validUntil: untilOf(given.text('until'), Date.now()),
        },
        acting,
      );
      context.output.made(granted.consent, { ...committedJson(granted), consent: granted.consent }, () =>
        committedText(context, granted),
      );
      return undefined;
    }),
};
