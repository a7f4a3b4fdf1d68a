import type {
  AgencyRecord,
  AnyRecord,
  CatalogueRecord,
  DeclarantRecord,
  DeclarationRecord,
  Digest,
  LedgerId,
  MandateRecord,
  ReadingRecord,
  SettingsRecord,
  SignatureVerifier,
} from '@onceledger/chaincode/domain';
import { fail } from '@onceledger/chaincode/domain';
import type { RecordName } from './place.js';

/** A record as the verifier found it before: nothing rests on one that is not genuine. */
export interface Known {
  readonly record: AnyRecord;
  readonly digest: Digest;
  readonly genuine: boolean;
}

/** State that the verifier validated by itself, as of the transaction under judgement. */
export interface World {
  readonly ledger: LedgerId;
  /** Digest of the bootstrap body that the consortium agreed on. */
  readonly consortium: Digest;
  readonly verifier: SignatureVerifier;
  find(name: RecordName): Promise<Known | undefined>;
}

interface Kinds {
  readonly agency: AgencyRecord;
  readonly 'catalogue-entry': CatalogueRecord;
  readonly declarant: DeclarantRecord;
  readonly declaration: DeclarationRecord;
  readonly mandate: MandateRecord;
  readonly reading: ReadingRecord;
  readonly settings: SettingsRecord;
}

/** The record on which a judgement rests. @throws NOT_VERIFIED where there is none or it is not genuine itself */
export async function genuine<K extends keyof Kinds>(world: World, kind: K, id: string): Promise<Kinds[K]> {
  const known = await world.find([kind, id]);
  if (known === undefined) throw fail('NOT_VERIFIED', `there is no ${kind} ${id}`);
  if (!known.genuine) throw fail('NOT_VERIFIED', `${kind} ${id} does not verify itself`);
  if (!isKind(known.record, kind)) throw fail('NOT_VERIFIED', `${id} is no ${kind}`);
  return known.record;
}

function isKind<K extends keyof Kinds>(record: AnyRecord, kind: K): record is AnyRecord & Kinds[K] {
  return record.kind === kind;
}
