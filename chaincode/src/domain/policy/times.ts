import { declarantKindOf } from '../identifiers/index.js';
import type { DeclarantId, EntryId, Timestamp } from '../ids.js';
import type { ItemBody } from '../records/catalogue.js';
import type { DeclarantKey, DeclarantRecord, MandateAction, MandateRecord } from '../records/declarant.js';
import { ACTIVE, type DeclarationRecord, type DeclarationStatus } from '../records/declaration.js';
import { validAt } from './agencies.js';

/**
 * The keys that speak for a declarant at a time. A recovery that nobody stopped takes effect by time alone: from then on
 * the recovered key is the only one, whether or not the record was written again.
 */
export function keysAt(record: DeclarantRecord, at: Timestamp): readonly DeclarantKey[] {
  const { keys, recovery } = record;
  if (recovery !== undefined && recovery.effectiveAt <= at)
    return validAt(recovery.key, at) ? [recovery.key] : [];
  return keys.filter((key) => validAt(key, at));
}

/** The record's status, or `expired` where it is active and its validity has ended. */
export function declarationStatusAt(record: DeclarationRecord, now: Timestamp): DeclarationStatus {
  const ended = record.validUntil !== undefined && record.validUntil <= now;
  return ended && ACTIVE.includes(record.status) ? 'expired' : record.status;
}

export interface MandateQuestion {
  readonly action: MandateAction;
  /** Type or item concerned. */
  readonly entry: EntryId;
  readonly at: Timestamp;
}

/** Whether a mandate covers an action on a type or item at a time; who gave it to whom is the caller's to compare. */
export function mandateCovers(record: MandateRecord, { action, entry, at }: MandateQuestion): boolean {
  const { mandate, status, revokedAt } = record;
  const standing = status === 'active' || (revokedAt !== undefined && at < revokedAt);
  return (
    standing && at < mandate.validUntil && mandate.actions.includes(action) && mandate.scope.includes(entry)
  );
}

/** Whether consents, applications and readings stand on the channel only as digests. */
export function needsBlinding(declarant: DeclarantId, item?: Pick<ItemBody, 'confidential'>): boolean {
  return declarantKindOf(declarant) === 'individual' || item?.confidential === true;
}
