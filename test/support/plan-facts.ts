import type { PlanFacts, ReadingFacts } from '@onceledger/chaincode/domain';
import { catalogueRecord, itemJson } from './catalogue-entries.js';
import {
  NOW,
  application,
  byLaw,
  consent,
  custody,
  declarant,
  declaration,
  market,
  tax,
} from './policy-facts.js';

/** An item that admits one basis and reads three claims of the licence. */
export const itemOn = (...bases: readonly string[]) =>
  catalogueRecord(
    itemJson({
      bases,
      reads: [{ type: 'business-licence', claims: ['name', 'telephone', 'account'], required: true }],
    }),
  );

export const type = byLaw.type!;
export const source = { type, provider: market, declaration, custody };

/** A plan in which nothing is missing, on either basis. */
export const complete: PlanFacts = {
  now: NOW,
  item: itemOn('request'),
  agency: tax,
  declarant,
  sources: [source],
  applications: [{ body: application, status: 'open' }],
  consents: [{ body: consent, status: 'active' }],
};

/** The plan's facts for what the reading rests on; the item is the one that the reading names. */
export function planFor({
  now,
  item,
  requester,
  declarant: about,
  type: of,
  declaration: what,
  ...rest
}: ReadingFacts): PlanFacts | undefined {
  if (item === undefined || about === undefined || of === undefined) return undefined;
  return {
    now,
    item,
    declarant: about,
    ...(requester === undefined ? {} : { agency: requester }),
    sources: [
      {
        type: of,
        ...(what === undefined ? {} : { declaration: what }),
        ...(rest.custody === undefined ? {} : { custody: rest.custody }),
      },
    ],
    applications: rest.application === undefined ? [] : [rest.application],
    consents: rest.consent === undefined ? [] : [rest.consent],
    ...(rest.grantedToday === undefined ? {} : { grantedToday: rest.grantedToday }),
  };
}
