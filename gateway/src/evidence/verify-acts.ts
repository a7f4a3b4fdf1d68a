import { NodeSignatureVerifier } from '@onceledger/chaincode/crypto';
import {
  canonicalBytes,
  digest,
  keyId,
  OnceError,
  parseAct,
  parseBody,
  type AnyRecord,
} from '@onceledger/chaincode/domain';
import { openActs } from '../verification/judge-readings.js';
import { nameOf } from '../verification/place.js';
import { verifyEnrolment, verifySigned } from '../verification/signer.js';
import type { Known, World } from '../verification/world.js';
import type { Receipt, Trust } from './types.js';
import { recordOf, refused, vouchersOf } from './verify-proven.js';

/** Agencies and declarants of the receipt, each vouched for and with acts that verify, like the record itself. */
export async function supportedWorld({ ledger, supports }: Receipt, trust: Trust): Promise<World> {
  const known = new Map<string, Known>();
  for (const support of supports) {
    vouchersOf(support, trust);
    const record = recordOf(support);
    const place = { digest: digest(canonicalBytes(support.record ?? null)), genuine: true, record };
    known.set(nameOf(record).join(' '), place);
  }
  const world: World = {
    consortium: trust.consortium,
    find: (name) => Promise.resolve(known.get(name.join(' '))),
    ledger,
    verifier: new NodeSignatureVerifier(),
  };
  for (const { record } of known.values()) await verifyActs(world, record);
  return world;
}

/** Every act of a record, by a key that its signer had when he signed. Bootstrap's agencies alone carry none. */
export async function verifyActs(world: World, record: AnyRecord): Promise<void> {
  const [kind, id] = nameOf(record);
  if (record.acts.length === 0 && kind !== 'agency') throw refused('acts', `${kind} ${id} carries no act`);
  try {
    for (const signed of openActs(record)) {
      await verifySigned(world, signed);
      if (parseAct(signed.jws).payload.target !== targetOf(record, id) && kind !== 'catalogue-entry')
        throw refused('acts', `an act of ${kind} ${id} has another target`);
    }
    if (record.kind === 'declarant') verifyFirstKey(world, record);
  } catch (error) {
    if (!(error instanceof OnceError) || error.code === 'NOT_VERIFIED') throw error;
    throw refused('acts', `${kind} ${id}: ${error.code} ${error.detail}`);
  }
}

function targetOf(record: AnyRecord, id: string): string {
  return record.kind === 'custody' ? record.id : id;
}

/** The registrar vouched for the key that the declarant asked for. */
function verifyFirstKey(world: World, record: Extract<AnyRecord, { kind: 'declarant' }>): void {
  const [voucher] = record.acts;
  if (voucher === undefined) return;
  const body = parseBody('declarant.vouch', voucher.body);
  const { key } = verifyEnrolment(world, body.request, record.declarant);
  if (record.keys[0]?.kid !== keyId(key))
    throw refused('acts', `declarant ${record.declarant} has another first key`);
}
