import {
  agencyActor,
  canonicalBytes,
  canonicalize,
  commit,
  commitmentContext,
  declarationId,
  digest,
  entryRef,
  fromUtf8,
  parseAgencyCode,
  parseCanonical,
  parseClaimPath,
  parseDeclarantId,
  parseEntryId,
  parseIdempotencyKey,
  parseSalt,
  timestampOf,
  toBase64url,
  TRANSIENT,
  type ClaimPath,
  type DeclarationBody,
  type EntryId,
  type JsonObject,
  type JsonValue,
  type SaltedClaim,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { signAct } from '@onceledger/chaincode/crypto';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import type { Runtime } from '@onceledger/cli/runtime';
import { seal, type Gateway, type SubmitOptions } from '@onceledger/gateway';
import { randomBytes } from 'node:crypto';

export const TAX = parseAgencyCode('tax');
const ACTOR = agencyActor(TAX);
const PUBLIC_TYPE = parseEntryId('tax-registration');
/** The same claims, all private; the catalogue of `fabric/two-organizations.ts` has it. */
export const PRIVATE_TYPE = parseEntryId('private-tax-registration');
const PATHS = ['authority', 'code', 'registeredOn', 'taxpayerKind'].map((name) => parseClaimPath(name));

/** A signed act with what travels beside it. */
export interface ReadyAct {
  readonly act: SignedAct;
  readonly options: SubmitOptions;
}

/** A signed public declaration of the tax office, of an enterprise that does not exist. */
export function newDeclaration(runtime: Runtime, index: number, discriminator?: string): SignedAct {
  const gateway = runtime.gatewayOf(TAX);
  const { claims, place } = claimsOf(gateway, PUBLIC_TYPE, index, discriminator);
  const { commitment } = commit(commitmentContext(place), claims);
  return signed(gateway, { ...bodyOf(place, commitment), clear: claims, leaves: {}, sealed: false });
}

/** The same with every claim sealed to the tax office, which keeps it. */
export async function newPrivateDeclaration(runtime: Runtime, index: number): Promise<ReadyAct> {
  const gateway = runtime.gatewayOf(TAX);
  const { claims, place } = claimsOf(gateway, PRIVATE_TYPE, index);
  const context = commitmentContext(place);
  const { commitment, leaves } = commit(context, claims);
  const { jwk, kid } = gateway.keys.current(ACTOR, 'encrypt') ?? missing('encryption');
  const sealed = await seal(claims, [{ jwk, kid, owner: ACTOR }], { commitment, context });
  return {
    act: signed(gateway, { ...bodyOf(place, commitment), clear: {}, leaves, sealed: true }),
    options: {
      parties: [gateway.organization],
      transient: { [TRANSIENT.sealed]: canonicalize(sealed as unknown as JsonValue) },
    },
  };
}

type Place = Parameters<typeof commitmentContext>[0];

function claimsOf(
  { ledger }: Gateway,
  type: EntryId,
  index: number,
  discriminator?: string,
): { readonly claims: Readonly<Record<ClaimPath, SaltedClaim>>; readonly place: Place } {
  const { uscc, licence } = fictionalEnterprise(1, index);
  const declarant = parseDeclarantId(uscc);
  const declaration = declarationId(type, declarant, discriminator);
  const values: Readonly<Record<string, string>> = {
    authority: '样本税务所',
    code: uscc,
    registeredOn: licence.establishedOn,
    taxpayerKind: 'general',
  };
  const claims: Record<ClaimPath, SaltedClaim> = {};
  for (const claim of PATHS)
    claims[claim] = { salt: parseSalt(toBase64url(randomBytes(16))), value: values[claim] ?? null };
  return {
    claims,
    place: { declarant, declaration, ledger: ledger.id, type: entryRef(type, 1), version: 1 },
  };
}

function bodyOf(
  { declarant, declaration, type, version }: Place,
  commitment: DeclarationBody['commitment'],
): Omit<DeclarationBody, 'clear' | 'leaves' | 'sealed'> {
  return { commitment, declarant, declaration, origin: 'agency', type, version };
}

function signed({ keys, ledger }: Gateway, body: DeclarationBody): SignedAct {
  const key = keys.current(ACTOR, 'sign') ?? missing('signing');
  // The members are JSON by their types; interfaces have no index signature.
  const bytes = canonicalBytes(body as unknown as JsonObject);
  const now = Date.now();
  const payload = {
    act: 'declaration.declare',
    actor: ACTOR,
    body: digest(bytes),
    idempotencyKey: parseIdempotencyKey(toBase64url(randomBytes(18))),
    issuedAt: timestampOf(now),
    ledger: ledger.id,
    notAfter: timestampOf(now + 3_600_000),
    target: body.declaration,
  } as const;
  const jws = signAct(payload, key.kid, keys.privateKey(key.kid));
  return { body: parseCanonical(fromUtf8(bytes)) as JsonObject, jws };
}

function missing(use: string): never {
  throw new Error(`the home has no ${use} key of the tax agency`);
}
