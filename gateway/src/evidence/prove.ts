import {
  claimProof,
  fail,
  leavesOf,
  type AnyRecord,
  type ClaimPath,
  type DeclarationRecord,
  type SaltedClaims,
} from '@onceledger/chaincode/domain';
import { bootstrapOf } from '../services/bootstrap.js';
import type { Context } from '../services/context.js';
import { contextOfBody } from '../services/declaration-draft.js';
import { toJson } from '../services/json.js';
import { bodyOf } from '../verification/judge-declarations.js';
import { keyOf, nameOf, type RecordName } from '../verification/place.js';
import type { Known } from '../verification/world.js';
import { parseCheckpointText, textOf } from './checkpoint.js';
import { formerAgencies } from './former-agencies.js';
import { supportsOf } from './supported-by.js';
import type { ClaimEvidence, Disclosure, ProvenRecord, Receipt } from './types.js';

export type Provable = Pick<Context, 'consortium' | 'ledger' | 'log' | 'readModel'>;
/** A checkpoint, and the size of the log that it covers. */
export interface At {
  readonly checkpoint: string;
  readonly size: number;
}

/** Kinds that a receipt is asked for, in the order in which an identifier is looked up. */
const KINDS: readonly RecordName[0][] = [
  'declaration',
  'reading',
  'consent',
  'application',
  'mandate',
  'declarant',
  'catalogue-entry',
  'agency',
];

/** docs/spec/receipt.md: the record as it stands, where it stands in the log, and everything that its acts rest on. */
export async function newReceipt(context: Provable, id: string): Promise<Receipt> {
  const record = await findRecord(context, id);
  const checkpoint = await context.log.checkpoint();
  const at = { checkpoint, size: parseCheckpointText(textOf(checkpoint)).size };
  const names = await supportsOf(context.readModel, record);
  const supports = await Promise.all(names.map((name) => prove(context, name, at)));
  const proven = await prove(context, nameOf(record), at);
  const formers = await Promise.all([proven, ...supports].map((one) => formerAgencies(context, one, at)));
  return {
    bootstrap: await bootstrapOf(context),
    format: 'once-receipt/1',
    id,
    ledger: context.ledger.id,
    proven,
    supports: [...formers.flat(), ...supports],
  };
}

/** A receipt with claims opened, each with its salt and its path in the commitment. */
export async function newDisclosure(
  context: Provable,
  record: DeclarationRecord,
  paths: readonly ClaimPath[],
  opened: SaltedClaims,
): Promise<Disclosure> {
  const receipt = await newReceipt(context, record.id);
  const body = bodyOf(record);
  const leaves = { ...leavesOf(contextOfBody(body, context.ledger.id), body.clear), ...body.leaves };
  const claims: Record<ClaimPath, ClaimEvidence> = {};
  for (const path of paths) {
    const claim = opened[path];
    if (claim === undefined) throw fail('KEY_MISSING', `claim ${path} does not open with the keys here`);
    claims[path] = { ...claim, proof: claimProof(leaves, path) };
  }
  return { claims, format: 'once-disclosure/1', receipt };
}

async function findRecord(context: Pick<Provable, 'readModel'>, id: string): Promise<AnyRecord> {
  const { genuine, record } = await findKnown(context, id);
  if (!genuine) throw fail('NOT_VERIFIED', `${record.kind} ${id} carries acts that do not verify`);
  return record;
}

/** The record of an identifier, whatever its kind. @throws NOT_FOUND */
export async function findKnown({ readModel }: Pick<Provable, 'readModel'>, id: string): Promise<Known> {
  for (const kind of KINDS) {
    const known = await readModel.known([kind, id]);
    if (known !== undefined) return known;
  }
  throw fail('NOT_FOUND', id);
}

async function prove(
  { log, readModel }: Provable,
  name: RecordName,
  { checkpoint, size }: At,
): Promise<ProvenRecord> {
  const index = await log.latest(keyOf(name), size);
  const entry = index === undefined ? undefined : await log.entry(index);
  const known = await readModel.known(name);
  if (index === undefined || entry === undefined || known === undefined)
    throw fail('NOT_FOUND', name.join(' '));
  // The record can have changed since the checkpoint: then it is asked for again, with a newer one.
  if (known.digest !== entry.value) throw fail('LEDGER_CONFLICT', `${name.join(' ')} is being changed`);
  const proof = await log.proof(index, size);
  return { entry, record: toJson(known.record), vouched: [{ checkpoint, ...proof }] };
}
