import {
  canonicalBytes,
  declarantActor,
  declarantKindOf,
  digestOf,
  fail,
  keyId,
  parseBody,
  parseDeclarantId,
  parsedBy,
  parseResidentNumber,
  parseSignedAct,
  parseUscc,
  parseWith,
  object,
  oneOf,
  optional,
  randomId,
  string,
  type Actor,
  type AgencyCode,
  type DeclarantId,
  type DeclarantRecord,
  type DeclarantStatus,
  type EnrolBody,
  type JsonValue,
  type Outcome,
  type PublicJwk,
  type SetStatusBody,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { randomBytes } from 'node:crypto';
import { encryptTo } from '../crypto/jwe.js';
import type { Committed } from '../ledger/ledger.js';
import type { Context } from './context.js';
import { custodianRecipient } from './declaration-draft.js';
import { randomSalt, sign, signingKey, signWith } from './sign.js';
import { registerSubject } from './subjects.js';
import type { Acting, EnrolmentRequest } from './types.js';

const ENROLMENT = 'once-enrolment/1';
const requestParser = object<EnrolmentRequest>({
  format: oneOf(ENROLMENT),
  request: parsedBy(parseSignedAct),
  subject: optional(string({ max: 10_000 })),
});

/** A declarant asks for a key: signed by that key, which is made where there is none yet. */
export async function requestEnterprise(
  context: Context,
  input: { readonly uscc: string; readonly name: string; readonly parent?: string },
): Promise<EnrolmentRequest> {
  const declarant = parseDeclarantId(parseUscc(input.uscc, '/uscc'));
  const parent =
    input.parent === undefined ? {} : { parent: parseDeclarantId(parseUscc(input.parent, '/parent')) };
  return {
    format: ENROLMENT,
    request: await signEnrolment(context, { declarant, name: input.name, ...parent }),
  };
}

/** An individual is a random number; name and document reach the registrar alone, sealed. */
export async function requestIndividual(
  context: Context,
  input: { readonly name: string; readonly residentNumber: string; readonly registrar: AgencyCode },
): Promise<EnrolmentRequest & { readonly declarant: DeclarantId }> {
  const residentNumber = parseResidentNumber(input.residentNumber, '/residentNumber');
  const declarant = randomId<DeclarantId>('i', randomBytes);
  const registrar = (await context.records.agency(input.registrar)).record;
  const plaintext = canonicalBytes({ declarant, name: input.name, residentNumber });
  const subject = await encryptTo(custodianRecipient(registrar, context.clock.now()), plaintext, 'ECDH-ES');
  return { declarant, format: ENROLMENT, request: await signEnrolment(context, { declarant }), subject };
}

async function signEnrolment(
  context: Context,
  { declarant, ...rest }: Pick<EnrolBody, 'declarant' | 'name' | 'parent'>,
): Promise<SignedAct> {
  const actor = declarantActor(declarant);
  const key = (await context.keys.find(actor, 'sign')) ?? (await context.keys.generate(actor, 'sign'));
  return signPossession(context, { declarant, key: key.jwk, kind: declarantKindOf(declarant), ...rest });
}

/** Proof that whoever asks for a key has it: signed by that key, not by one that the ledger knows. */
async function signPossession(context: Context, body: EnrolBody): Promise<SignedAct> {
  const actor = declarantActor(body.declarant);
  const kid = keyId(body.key);
  const key = (await context.keys.opening(actor)).find((held) => held.kid === kid);
  if (key === undefined) throw fail('KEY_MISSING', `no key ${kid} of ${body.declarant}`);
  return signWith(context, key, { act: 'declarant.enrol', body, target: body.declarant }, { as: actor });
}

/** A new key of a declarant who is on the ledger already. */
async function newKey(
  context: Context,
  { declarant, declarantKind: kind, name, parent }: DeclarantRecord,
): Promise<{ readonly key: PublicJwk; readonly proof: SignedAct }> {
  const { jwk: key } = await context.keys.generate(declarantActor(declarant), 'sign');
  const known = { ...(name === undefined ? {} : { name }), ...(parent === undefined ? {} : { parent }) };
  return { key, proof: await signPossession(context, { declarant, key, kind, ...known }) };
}

/** The registrar's word for the key, after it saw the declarant; one declarant an identity document. */
export async function vouch(context: Context, file: JsonValue, acting: Acting): Promise<Committed<Outcome>> {
  const { request, subject } = parseWith(requestParser, file);
  const { declarant, kind } = parseBody('declarant.enrol', request.body);
  if (kind === 'individual') await registerSubject(context, { acting, declarant, subject });
  const evidence = digestOf({ declarant, salt: randomSalt(), seen: digestOf({ request: request.jws }) });
  const act = await sign(
    context,
    { act: 'declarant.vouch', body: { evidence, request }, target: declarant },
    acting,
  );
  return context.ledger.submit(act);
}

/** The new key proves itself, the old one signs. */
export async function rotateKey(context: Context, declarant: DeclarantId): Promise<Committed<Outcome>> {
  const actor = declarantActor(declarant);
  const { digest: previous, record } = await context.records.declarant(declarant);
  const old = await signingKey(context, actor);
  const { key, proof } = await newKey(context, record);
  const body = { declarant, key, proof };
  const act = signWith(
    context,
    old,
    { act: 'declarant.rotate', body, previous, target: declarant },
    { as: actor },
  );
  return context.ledger.submit(act);
}

/** The old key is lost: a new one proves itself; registrar and a second agency do the rest. */
export async function prepareRecovery(context: Context, declarant: DeclarantId): Promise<SignedAct> {
  const { record } = await context.records.declarant(declarant);
  return (await newKey(context, record)).proof;
}

export async function recover(
  context: Context,
  proof: SignedAct,
  { support, ...acting }: Acting & { readonly support: Actor | SignedAct },
): Promise<Committed<Outcome>> {
  const { declarant, key } = parseBody('declarant.enrol', proof.body);
  const { digest: previous } = await context.records.declarant(declarant);
  const second =
    typeof support === 'string' ? await supportRecovery(context, proof, { as: support }) : support;
  const body = { declarant, key, proof, support: second };
  return context.ledger.submit(
    await sign(context, { act: 'declarant.recover', body, previous, target: declarant }, acting),
  );
}

/** A second agency's word for the key, at its own gateway. */
export function supportRecovery(context: Context, proof: SignedAct, acting: Acting): Promise<SignedAct> {
  const { declarant, key } = parseBody('declarant.enrol', proof.body);
  const body = { declarant, key: keyId(key) };
  return sign(context, { act: 'declarant.recover-support', body, target: declarant }, acting);
}

/** Signed by the old key, while it still counts. */
export async function stopRecovery(context: Context, declarant: DeclarantId): Promise<Committed<Outcome>> {
  const { digest: previous } = await context.records.declarant(declarant);
  const act = { act: 'declarant.stop-recovery', body: { declarant }, previous, target: declarant } as const;
  return context.ledger.submit(await sign(context, act, { as: declarantActor(declarant) }));
}

export async function setStatus(
  context: Context,
  declarant: DeclarantId,
  input: { readonly status: DeclarantStatus; readonly reason: string; readonly mergedInto?: DeclarantId },
  acting: Acting,
): Promise<Committed<Outcome>> {
  const { digest: previous } = await context.records.declarant(declarant);
  const body: SetStatusBody = { declarant, ...input };
  return context.ledger.submit(
    await sign(context, { act: 'declarant.set-status', body, previous, target: declarant }, acting),
  );
}
