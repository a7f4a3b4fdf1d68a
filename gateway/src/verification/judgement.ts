import {
  digestOf,
  fail,
  type ActKind,
  type AnyRecord,
  type BodyOf,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import { toJson } from '../services/json.js';
import type { VerifiedAct } from './signer.js';
import type { World } from './world.js';

/** One act and what it made of a record. */
export interface Judged<K extends ActKind = ActKind> extends VerifiedAct {
  readonly world: World;
  readonly body: BodyOf<K>;
  readonly former: AnyRecord | undefined;
  readonly next: AnyRecord;
  /** Timestamp of the transaction. */
  readonly time: Timestamp;
}

/** Whether the signer may do it and the record is what the act makes of it. Throws what does not hold. */
export type Judge<K extends ActKind> = (judged: Judged<K>) => void | Promise<void>;

/** @throws NOT_VERIFIED naming what of the record does not follow from the act */
export function hold(holds: boolean, what: string): void {
  if (!holds) throw fail('NOT_VERIFIED', `${what} does not follow from the act`);
}

export function same(one: object, other: object): boolean {
  return digestOf(toJson(one)) === digestOf(toJson(other));
}

/** The record as being of the kind that the act makes. @throws NOT_VERIFIED */
export function asKind<K extends AnyRecord['kind']>(
  record: AnyRecord | undefined,
  kind: K,
): Extract<AnyRecord, { kind: K }> {
  if (record?.kind !== kind)
    throw fail('NOT_VERIFIED', `the act does not belong to a ${record?.kind ?? 'missing'} record`);
  return record as Extract<AnyRecord, { kind: K }>;
}
