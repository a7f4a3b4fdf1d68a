import {
  claimProof,
  fail,
  leavesOf,
  parseAct,
  splitActor,
  type AnyRecord,
  type ClaimPath,
  type DeclarationRecord,
  type SaltedClaims,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Context } from '../services/context.js';
import { contextOfBody } from '../services/declaration-draft.js';
import { toJson } from '../services/json.js';
import { bodyOf } from '../verification/judge-declarations.js';
import { openActs } from '../verification/judge-readings.js';
import { keyOf, nameOf, type RecordName } from '../verification/place.js';
import type { Known } from '../verification/world.js';
import { parseCheckpointText, textOf } from './checkpoint.js';
import type { ClaimEvidence, Disclosure, ProvenRecord, Receipt } from './types.js';

type Provable = Pick<Context, 'ledger' | 'log' | 'readModel'>;
interface At {
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

/** docs/spec/receipt.md: the record as it stands, where it stands in the log, and whose keys its acts rest on. */
export async function newReceipt(context: Provable, id: string): Promise<Receipt> {
  const record = await findRecord(context, id);
  const checkpoint = await context.log.checkpoint();
  const at = { checkpoint, size: parseCheckpointText(textOf(checkpoint)).size };
  const supports = await supportsOf(context, record);
  return {
    format: 'once-receipt/1',
    id,
    ledger: context.ledger.id,
    proven: await prove(context, nameOf(record), at),
    supports: await Promise.all(supports.map((name) => prove(context, name, at))),
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

/** Agencies and declarants whose keys signed, and whoever signed for their keys in turn. */
async function supportsOf({ readModel }: Provable, record: AnyRecord): Promise<readonly RecordName[]> {
  const names = new Map<string, RecordName>();
  const open = signersOf(record);
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const key = name.join(' ');
    if (names.has(key)) continue;
    names.set(key, name);
    const known = await readModel.known(name);
    if (known !== undefined) open.push(...signersOf(known.record));
  }
  return [...names.values()];
}

function signersOf(record: AnyRecord): RecordName[] {
  return openActs(record).map(signerOf);
}

function signerOf({ jws }: SignedAct): RecordName {
  const { agency, declarant } = splitActor(parseAct(jws).payload.actor);
  return agency === undefined ? ['declarant', declarant] : ['agency', agency];
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
