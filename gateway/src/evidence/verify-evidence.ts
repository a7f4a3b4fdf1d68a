import {
  isObject,
  verifyClaim,
  verifyDeclarationBody,
  type AnyRecord,
  type ClaimPath,
  type DeclarationRecord,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import { contextOfBody } from '../services/declaration-draft.js';
import { bodyOf } from '../verification/judge-declarations.js';
import { nameOf } from '../verification/place.js';
import { openActOf } from '../verification/verify-blinded.js';
import { parseDisclosure, parseReceipt } from './parse.js';
import type { Disclosure, EvidenceReport, Receipt, Trust } from './types.js';
import { Supports } from './supports.js';
import { operatorsOf, recordOf, refused, vouchersOf } from './verify-proven.js';

/**
 * Verifies a receipt or a disclosure offline: inclusion under checkpoints of organizations that `trust` names, acts by keys
 * that are themselves in the log, commitment, disclosed claims. @throws NOT_VERIFIED naming the step, INPUT_INVALID
 */
export async function verifyEvidence(value: JsonValue, trust: Trust): Promise<EvidenceReport> {
  if (!isObject(value) || value['format'] !== 'once-disclosure/1')
    return verifyReceipt(parseReceipt(value), trust);
  const disclosure = parseDisclosure(value);
  const report = await verifyReceipt(disclosure.receipt, trust);
  return { ...report, claims: verifyClaims(disclosure), kind: 'disclosure' };
}

async function verifyReceipt(receipt: Receipt, trust: Trust): Promise<EvidenceReport> {
  const { id, ledger, proven } = receipt;
  if (ledger !== trust.ledger) throw refused('ledger', `the receipt is of ${ledger}`);
  const vouchedBy = vouchersOf(proven, trust);
  const report: EvidenceReport = {
    claims: {},
    committedIn: { block: proven.entry.block, transactionId: proven.entry.transactionId },
    currency: 'unknown',
    id,
    kind: 'receipt',
    operators: operatorsOf(vouchedBy),
    vouchedBy,
  };
  // Erased or left out: existence and time are proven, nothing more.
  if (proven.record === undefined) return report;
  const record = recordOf(proven);
  if (nameOf(record)[1] !== id) throw refused('record', 'it is the record of another identifier');
  await (await Supports.verified(receipt, trust)).judge(record);
  return { ...report, ...about(record, receipt) };
}

function about(record: AnyRecord, { ledger }: Receipt): Partial<EvidenceReport> {
  // What its parties see and nobody else can judge is not repeated as if it were proven.
  if ('blinded' in record)
    return { blinded: true, ...(openActOf(record) === undefined ? {} : { status: record.status }) };
  if (record.kind !== 'declaration') return 'status' in record ? { status: record.status } : {};
  const body = bodyOf(record);
  const [fault] = verifyDeclarationBody(body, ledger);
  if (fault !== undefined) throw refused('commitment', `${fault.path} ${fault.problem}`);
  if (body.commitment.root !== record.commitment.root || body.declaration !== record.id)
    throw refused('commitment', 'the record is not the one that its act signs');
  const { declaredAt, status, version } = record;
  return { claims: clearClaims(record), declaredAt, status, version };
}

function clearClaims(record: DeclarationRecord): EvidenceReport['claims'] {
  const entries = Object.entries(bodyOf(record).clear).map(([path, { value }]) => [path, value] as const);
  return Object.fromEntries(entries);
}

/** Each disclosed claim opens a leaf of the commitment that the declarant signed. */
function verifyClaims({ claims, receipt }: Disclosure): EvidenceReport['claims'] {
  if (receipt.proven.record === undefined)
    throw refused('claims', 'claims are disclosed of a record that is not there');
  const record = recordOf(receipt.proven);
  if (record.kind !== 'declaration') throw refused('claims', 'only declarations have claims');
  const body = bodyOf(record);
  const context = contextOfBody(body, receipt.ledger);
  // An audit path of a tree can fit several sizes: the size is what the record says.
  const size = Object.keys(body.clear).length + Object.keys(body.leaves).length;
  const disclosed: Record<ClaimPath, JsonValue> = {};
  // Object.keys forgets that the names are parsed claim paths.
  for (const path of Object.keys(claims) as ClaimPath[]) {
    const claim = claims[path];
    if (claim?.proof.size !== size) throw refused('claims', `claim ${path} names another number of claims`);
    if (!verifyClaim(body.commitment.root, context, path, claim, claim.proof))
      throw refused('claims', `claim ${path} does not open the commitment`);
    disclosed[path] = claim.value;
  }
  return disclosed;
}
