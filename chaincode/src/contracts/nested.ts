import {
  agencyKeyAt,
  declarantActor,
  fail,
  keyId,
  splitActor,
  type AgencyRecord,
  type BodyOf,
  type DeclarantId,
  type KeyId,
  type SignedAct,
} from '../domain/index.js';
import { acceptAct, agencyKey, verifySignature } from '../ledger/index.js';
import type { AnyCall } from './call.js';

type Surroundings = Pick<AnyCall, 'services' | 'transaction'>;

/**
 * An enrol act inside another act's body: whoever asks for a key holds it.
 * @throws as `acceptAct`, ACTOR_DENIED, ACT_KEY, ACT_SIGNATURE
 */
export async function verifyEnrolment(
  { services, transaction }: Surroundings,
  signed: SignedAct,
  declarant: DeclarantId,
): Promise<BodyOf<'declarant.enrol'>> {
  const act = acceptAct(transaction, 'declarant.enrol', { signed }, (body) => body.declarant);
  if (act.body.declarant !== declarant)
    throw fail('ACT_TARGET', `the enrolment is of another than ${declarant}`);
  if (act.payload.actor !== declarantActor(declarant))
    throw fail('ACTOR_DENIED', 'an enrolment is signed by the enrolled');
  if (act.header.kid !== keyId(act.body.key))
    throw fail('ACT_KEY', 'an enrolment is signed by the key that it asks for');
  await verifySignature(act, act.body.key, services.verifier);
  return act.body;
}

/** The second agency's word for a recovered key. It answers for another organization than the registrar, so that no one gateway recovers alone. */
export async function verifySupport(
  { services, transaction }: Surroundings,
  signed: SignedAct,
  expected: { readonly declarant: DeclarantId; readonly key: KeyId; readonly registrar: AgencyRecord },
): Promise<void> {
  const act = acceptAct(transaction, 'declarant.recover-support', { signed }, (body) => body.declarant);
  if (act.body.declarant !== expected.declarant || act.body.key !== expected.key) {
    throw fail('ACT_TARGET', 'the support is for another declarant or key');
  }
  const { agency: code } = splitActor(act.payload.actor);
  const supporter = code === undefined ? undefined : (await transaction.state.find(agencyKey(code)))?.value;
  if (supporter?.agency.status !== 'active') throw fail('ACTOR_DENIED', "the support is no active agency's");
  if (supporter.agency.organization === expected.registrar.agency.organization) {
    throw fail('ACTOR_DENIED', 'the second agency must be of another organization than the registrar');
  }
  const key = agencyKeyAt(supporter, act.header.kid, act.payload.issuedAt, 'sign');
  if (key === undefined || agencyKeyAt(supporter, act.header.kid, transaction.time, 'sign') === undefined) {
    throw fail('ACT_KEY', `${act.header.kid} is no key of ${act.payload.actor}`);
  }
  await verifySignature(act, key.jwk, services.verifier);
}
