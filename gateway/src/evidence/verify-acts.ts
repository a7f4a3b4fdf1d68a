import { NodeSignatureVerifier } from '@onceledger/chaincode/crypto';
import {
  keyId,
  OnceError,
  parseAct,
  parseBody,
  splitActor,
  type AnyRecord,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { openActs } from '../verification/judge-readings.js';
import { nameOf } from '../verification/place.js';
import { verifyByParty, verifyEnrolment, type Party } from '../verification/signer.js';
import type { Receipt, Trust } from './types.js';
import { recordOf, refused, vouchersOf } from './verify-proven.js';

/** Agencies and declarants of a receipt, each vouched for like the record itself. */
export class Supports {
  readonly #ledger: Receipt['ledger'];
  readonly #records = new Map<string, AnyRecord>();
  readonly #verifier = new NodeSignatureVerifier();

  constructor({ ledger, supports }: Receipt, trust: Trust) {
    this.#ledger = ledger;
    for (const support of supports) {
      vouchersOf(support, trust);
      const record = recordOf(support);
      this.#records.set(nameOf(record).join(' '), record);
    }
    for (const record of this.#records.values()) this.verify(record);
  }

  /** Every act of a record, by a key that its signer had when he signed. Bootstrap's agencies alone carry none. */
  verify(record: AnyRecord): void {
    const [kind, id] = nameOf(record);
    if (record.acts.length === 0 && kind !== 'agency') throw refused('acts', `${kind} ${id} carries no act`);
    try {
      for (const signed of openActs(record)) this.#verifyAct(record, signed);
      if (record.kind === 'declarant') this.#verifyFirstKey(record);
    } catch (error) {
      if (!(error instanceof OnceError) || error.code === 'NOT_VERIFIED') throw error;
      throw refused('acts', `${kind} ${id}: ${error.code} ${error.detail}`);
    }
  }

  #verifyAct(record: AnyRecord, signed: SignedAct): void {
    const { actor, target } = parseAct(signed.jws).payload;
    verifyByParty({ ledger: this.#ledger, verifier: this.#verifier }, signed, this.#partyOf(actor));
    const [kind, id] = nameOf(record);
    // An entry's retirement by its next version names that one.
    const expected = record.kind === 'custody' ? record.id : id;
    if (target !== expected && kind !== 'catalogue-entry')
      throw refused('acts', `an act of ${kind} ${id} has another target`);
  }

  #partyOf(actor: ReturnType<typeof parseAct>['payload']['actor']): Party {
    const { agency, declarant } = splitActor(actor);
    const record = this.#records.get(agency === undefined ? `declarant ${declarant}` : `agency ${agency}`);
    if (record?.kind === 'agency') return { agency: record };
    if (record?.kind === 'declarant') return { declarant: record };
    throw refused('acts', `the receipt does not hold the keys of ${actor}`);
  }

  /** The registrar vouched for the key that the declarant asked for. */
  #verifyFirstKey(record: Extract<AnyRecord, { kind: 'declarant' }>): void {
    const [voucher] = record.acts;
    if (voucher === undefined) return;
    const { request } = parseBody('declarant.vouch', voucher.body);
    const world = { ledger: this.#ledger, verifier: this.#verifier };
    const { key } = verifyEnrolment(world, request, record.declarant);
    if (record.keys[0]?.kid !== keyId(key))
      throw refused('acts', `declarant ${record.declarant} has another first key`);
  }
}
