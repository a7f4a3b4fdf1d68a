import { NodeSignatureVerifier } from '@onceledger/chaincode/crypto';
import {
  canonicalBytes,
  digest,
  digestOf,
  fail,
  keyId,
  OnceError,
  parseAct,
  parseBody,
  parseBootstrapBody,
  type AgencyBody,
  type AgencyRecord,
  type AnyRecord,
  type DeclarantRecord,
} from '@onceledger/chaincode/domain';
import { same } from '../verification/judgement.js';
import { openActs } from '../verification/judge-readings.js';
import { declarantKindOf, regionOf } from '@onceledger/chaincode/domain';
import { nameOf, type RecordName } from '../verification/place.js';
import { openActOf } from '../verification/verify-blinded.js';
import { requireRole, verifyEnrolment, verifySigned, verifySupport } from '../verification/signer.js';
import type { Known, World } from '../verification/world.js';
import { replay } from './replay.js';
import type { ProvenRecord, Receipt, Trust } from './types.js';
import { recordOf, refused, vouchersOf } from './verify-proven.js';

/** Kinds in the order in which they rest on each other. */
const ORDER: readonly AnyRecord['kind'][] = [
  'agency',
  'catalogue-entry',
  'declarant',
  'mandate',
  'reading',
  'consent',
  'application',
  'declaration',
  'custody',
];

/**
 * The records that a receipt brings along, as a world to judge its record in: each vouched for, and each judged itself, down
 * to the agencies of the bootstrap, for which the trust file's digest stands.
 */
export class Supports implements World {
  readonly ledger: Receipt['ledger'];
  readonly consortium: Trust['consortium'];
  readonly verifier = new NodeSignatureVerifier();
  readonly #bootstrap: readonly AgencyBody[];
  readonly #known = new Map<string, Known>();

  private constructor({ bootstrap, ledger }: Receipt, trust: Trust) {
    this.ledger = ledger;
    this.consortium = trust.consortium;
    if (bootstrap !== undefined && digestOf(bootstrap) !== trust.consortium)
      throw refused('bootstrap', 'it is not what the consortium of the trust file agreed on');
    this.#bootstrap = bootstrap === undefined ? [] : parseBootstrapBody(bootstrap).agencies;
  }

  /** @throws NOT_VERIFIED naming the step */
  static async verified(receipt: Receipt, trust: Trust): Promise<Supports> {
    const supports = new Supports(receipt, trust);
    for (const proven of inOrder(receipt.supports)) {
      vouchersOf(proven, trust);
      await supports.#add(proven);
    }
    return supports;
  }

  find(name: RecordName): Promise<Known | undefined> {
    return Promise.resolve(this.#known.get(name.join(' ')));
  }

  /** @throws NOT_VERIFIED at the step `acts` */
  async judge(record: AnyRecord): Promise<void> {
    try {
      if (record.kind === 'agency') await this.#judgeAgency(record);
      else if (record.kind === 'declarant') await this.#judgeDeclarant(record);
      // Hidden acts are the parties' to judge.
      else if (!('blinded' in record) || openActOf(record) !== undefined) await replay(this, record);
    } catch (error) {
      if (!(error instanceof OnceError)) throw error;
      const [kind, id] = nameOf(record);
      throw refused('acts', `${kind} ${id}: ${error.code} ${error.detail}`);
    }
  }

  async #add(proven: ProvenRecord): Promise<void> {
    const record = recordOf(proven);
    await this.judge(record);
    const known = { digest: digest(canonicalBytes(proven.record ?? null)), genuine: true, record };
    this.#known.set(nameOf(record).join(' '), known);
  }

  /** An agency of the bootstrap as agreed on; later ones, and each change, by a supervisor as it was known before. */
  async #judgeAgency(record: AgencyRecord): Promise<void> {
    const [act] = openActs(record);
    if (act === undefined) {
      const agreed = this.#bootstrap.find(({ code }) => code === record.agency.code);
      if (agreed === undefined || !same(agreed, record.agency))
        throw fail('NOT_VERIFIED', 'an agency without an act is none of the bootstrap');
      return;
    }
    const former = this.#known.get(nameOf(record).join(' '));
    const { payload } = parseAct(act.jws);
    if (record.acts.length !== 1 || payload.previous !== former?.digest)
      throw fail('ACT_PREVIOUS', 'the former record of the agency is missing');
    await replay(this, record);
  }

  /** Every key of a declarant came by the registrar's voucher, by a key before it, or by a recovery. */
  async #judgeDeclarant(record: DeclarantRecord): Promise<void> {
    const introduced = new Set<string>();
    const others: World = { ...this.#plain(), find: (name) => this.#findBeside(name, record) };
    for (const signed of openActs(record)) {
      const verified = await verifySigned(others, signed);
      const { act, target } = verified.act.payload;
      if (target !== record.declarant) throw fail('ACT_TARGET', 'an act has another target');
      const byItself = verified.party.declarant !== undefined;
      if (byItself && !introduced.has(verified.act.header.kid))
        throw fail('ACT_KEY', 'a key signed that nobody had vouched for');
      if (!byItself)
        requireRole(verified, 'registrar', {
          declarantKind: declarantKindOf(record.declarant),
          region: regionOf(record.declarant),
        });
      const kid = await this.#introducedBy(act, signed.body, record, verified.party.agency);
      if (kid !== undefined) introduced.add(kid);
    }
    const keys = [...record.keys, ...(record.recovery === undefined ? [] : [record.recovery.key])];
    if (introduced.size === 0 || !keys.every(({ kid }) => introduced.has(kid)))
      throw fail('NOT_VERIFIED', 'a key of the declarant comes from no act');
  }

  async #introducedBy(
    act: string,
    body: Parameters<typeof parseBody>[1],
    { declarant }: DeclarantRecord,
    registrar: AgencyRecord | undefined,
  ): Promise<string | undefined> {
    switch (act) {
      case 'declarant.vouch':
        return keyId(verifyEnrolment(this, parseBody(act, body).request, declarant).key);
      case 'declarant.rotate':
        return keyId(verifyEnrolment(this, parseBody(act, body).proof, declarant).key);
      case 'declarant.recover': {
        const recovery = parseBody(act, body);
        await verifySupport(this, recovery.support, recovery, registrar);
        return keyId(verifyEnrolment(this, recovery.proof, declarant).key);
      }
      default:
        return undefined;
    }
  }

  #plain(): Omit<World, 'find'> {
    return { consortium: this.consortium, ledger: this.ledger, verifier: this.verifier };
  }

  /** Keys that the declarant's own acts are signed with stand in the record under judgement. */
  #findBeside(name: RecordName, record: DeclarantRecord): Promise<Known | undefined> {
    const [kind, id] = name;
    if (kind !== 'declarant' || id !== record.declarant) return this.find(name);
    return Promise.resolve({ digest: digestOf(null), genuine: true, record });
  }
}

function inOrder(supports: readonly ProvenRecord[]): readonly ProvenRecord[] {
  const rank = (proven: ProvenRecord): number => ORDER.indexOf(recordOf(proven).kind);
  const index = ({ vouched }: ProvenRecord): number => vouched[0]?.index ?? 0;
  return [...supports].sort((a, b) => rank(a) - rank(b) || index(a) - index(b));
}
