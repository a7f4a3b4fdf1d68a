import {
  declarationId,
  parseApplicationId,
  parseConsentId,
  parseKeyId,
  splitEntryRef,
} from '../identifiers/index.js';
import type { KeyId } from '../ids.js';
import type { BasisKind, ItemBody, ItemReading } from '../records/catalogue.js';
import type { Basis } from '../records/reading.js';
import { encryptionKeyAt } from './agencies.js';
import type { PlanFacts, PlanSource, ReadingFacts } from './policy.js';

/** The readings that could serve a step: one for each basis that the item admits and each consent that might carry it. */
export function readingsOf(
  reading: ItemReading,
  item: ItemBody,
  source: PlanSource | undefined,
  facts: PlanFacts,
): readonly ReadingFacts[] {
  return item.bases
    .flatMap((kind) => groundsOf(kind, facts))
    .map((ground) => readingFacts(reading, item, source, facts, ground));
}

type Ground = Pick<ReadingFacts, 'application' | 'consent'> & { readonly basis: Basis };
// Stand for what does not exist yet; nothing is ever stored under them.
const NO_APPLICATION = parseApplicationId(`a-${'0'.repeat(32)}`);
const NO_CONSENT = parseConsentId(`c-${'0'.repeat(32)}`);
const NO_KEY = parseKeyId('A'.repeat(43));

function groundsOf(kind: BasisKind, facts: PlanFacts): readonly Ground[] {
  if (kind === 'law') return [{ basis: { kind } }];
  if (kind === 'request') {
    const application = standingApplication(facts);
    return application === undefined
      ? [{ basis: { kind, application: NO_APPLICATION } }]
      : [{ basis: { kind, application: application.body.application }, application }];
  }
  const consents = facts.consents.map((consent): Ground => ({
    basis: { kind, consent: consent.body.consent },
    consent,
  }));
  return consents.length > 0 ? consents : [{ basis: { kind, consent: NO_CONSENT } }];
}

/** The open application, or where none is open another one for the item. */
export function standingApplication({
  applications,
  item,
}: PlanFacts): PlanFacts['applications'][number] | undefined {
  const own = applications.filter(({ body }) => splitEntryRef(body.item).id === item.entry.id);
  return own.find(({ status }) => status === 'open') ?? own[0];
}

function readingFacts(
  { type, claims }: ItemReading,
  item: ItemBody,
  source: PlanSource | undefined,
  facts: PlanFacts,
  { basis, ...ground }: Ground,
): ReadingFacts {
  const { now, declarant } = facts;
  const declaration = source?.declaration;
  return {
    request: {
      requester: item.agency,
      declaration: declaration?.id ?? declarationId(type, declarant.declarant),
      version: declaration?.version ?? 1,
      claims,
      mode: 'value',
      purpose: { kind: 'item', item: facts.item.entry.id },
      basis,
      deliverTo: deliveryKey(facts),
    },
    requestedAt: now,
    now,
    requestWindowSeconds: 0,
    declarant,
    item: facts.item,
    ...ground,
    ...known(source, facts),
  };
}

function deliveryKey({ agency, now }: PlanFacts): KeyId {
  return (agency === undefined ? undefined : encryptionKeyAt(agency, now)?.kid) ?? NO_KEY;
}

type Known = Pick<ReadingFacts, 'type' | 'declaration' | 'custody' | 'requester' | 'grantedToday'>;

function known(source: PlanSource | undefined, { agency, grantedToday }: PlanFacts): Known {
  return {
    ...(source === undefined ? {} : { type: source.type }),
    ...(source?.declaration === undefined ? {} : { declaration: source.declaration }),
    ...(source?.custody === undefined ? {} : { custody: source.custody }),
    ...(agency === undefined ? {} : { requester: agency }),
    ...(grantedToday === undefined ? {} : { grantedToday }),
  };
}
