import {
  claimPaths,
  claimsSchema,
  commit,
  commitmentContext,
  declarantActor,
  encryptionKeyAt,
  agencyActor,
  fail,
  keysAt,
  parseSalt,
  splitEntryRef,
  type AgencyRecord,
  type CatalogueRecord,
  type ClaimPath,
  type ClearBody,
  type DeclarantId,
  type DeclarantRecord,
  type DeclarationBody,
  type DeclarationId,
  type Digest,
  type EntryRef,
  type JsonObject,
  type LedgerId,
  type Origin,
  type SaltedClaim,
  type SaltedClaims,
  type SchemaCompiler,
  type SealedPart,
  type Timestamp,
  type TypeBody,
} from '@onceledger/chaincode/domain';
import { seal, type Recipient } from '../crypto/sealing.js';
import { randomSalt } from './sign.js';

export interface DraftInput {
  readonly ledger: LedgerId;
  readonly type: CatalogueRecord;
  readonly declaration: DeclarationId;
  readonly declarant: DeclarantId;
  readonly version: number;
  readonly origin: Origin;
  readonly claims: JsonObject;
  readonly evidence?: Digest | undefined;
  readonly validFrom?: Timestamp | undefined;
  readonly validUntil?: Timestamp | undefined;
}
/** What goes to the ledger: the body that is signed, and what travels beside it in the transient map. */
export interface Draft {
  readonly body: DeclarationBody;
  readonly clear?: ClearBody;
  /** Salted claims of the sealed part, and what binds them. */
  readonly secret?: { readonly claims: SaltedClaims; readonly context: Uint8Array };
}

/** The type's body of a catalogue record. @throws INPUT_INVALID */
export function typeBodyOf({ entry }: CatalogueRecord): TypeBody {
  if (entry.kind !== 'type') throw fail('INPUT_INVALID', `${entry.id} is not a declaration type`);
  return entry.body;
}

/**
 * From claims to the body that is signed: schema, salts, leaves, commitment; docs/spec/commitment.md.
 * @throws SCHEMA_VIOLATION with every claim at fault
 */
export function draft(input: DraftInput, schemas: SchemaCompiler): Draft {
  const type = typeBodyOf(input.type);
  const given = withoutNulls(input.claims);
  const faults = schemas.compile(claimsSchema(type, 'all'))(given);
  if (faults.length > 0) throw fail('SCHEMA_VIOLATION', { faults });
  const context = contextOf(input);
  const salted = salt(type, given);
  const { commitment, leaves } = commit(context, salted);
  const isPublic = (path: ClaimPath): boolean => type.claims[path]?.visibility === 'public';
  const inClear = (path: ClaimPath): boolean => isPublic(path) && type.publicBody === 'chain';
  const sealed = Object.values(type.claims).some(({ visibility }) => visibility === 'private');
  const { declarant, declaration, origin, version } = input;
  const body: DeclarationBody = {
    clear: pick(salted, inClear),
    commitment,
    declarant,
    declaration,
    ...(input.evidence === undefined ? {} : { evidence: input.evidence }),
    leaves: pick(leaves, (path) => !inClear(path)),
    origin,
    sealed,
    type: input.type.ref,
    ...(input.validFrom === undefined ? {} : { validFrom: input.validFrom }),
    ...(input.validUntil === undefined ? {} : { validUntil: input.validUntil }),
    version,
  };
  return {
    body,
    ...(type.publicBody === 'collection' ? { clear: { clear: pick(salted, isPublic) } } : {}),
    ...(sealed ? { secret: { claims: pick(salted, (path) => !inClear(path)), context } } : {}),
  };
}

/** The claims that do not stand on the chain, sealed to declarant (where he has keys) and custodian. */
export async function sealDraft(
  { body, secret }: Draft,
  parties: {
    readonly custodian: AgencyRecord;
    readonly declarant?: DeclarantRecord | undefined;
    readonly now: Timestamp;
  },
): Promise<SealedPart | undefined> {
  if (secret === undefined) return undefined;
  const recipients = [custodianRecipient(parties.custodian, parties.now), ...declarantRecipients(parties)];
  return seal(secret.claims, recipients, { commitment: body.commitment, context: secret.context });
}

export function custodianRecipient(custodian: AgencyRecord, now: Timestamp): Recipient {
  const key = encryptionKeyAt(custodian, now);
  const { code } = custodian.agency;
  if (key === undefined) throw fail('KEY_MISSING', `agency ${code} has no current encryption key`);
  return { jwk: key.jwk, kid: key.kid, owner: agencyActor(code) };
}

export function declarantRecipients({
  declarant,
  now,
}: {
  readonly declarant?: DeclarantRecord | undefined;
  readonly now: Timestamp;
}): Recipient[] {
  if (declarant === undefined) return [];
  const owner = declarantActor(declarant.declarant);
  return keysAt(declarant, now).map(({ jwk, kid }) => ({ jwk, kid, owner }));
}

/** Where a declaration's claims belong: no leaf fits anywhere else. */
export function contextOf(place: {
  readonly ledger: LedgerId;
  readonly type: CatalogueRecord | { readonly ref: EntryRef };
  readonly declarant: DeclarantId;
  readonly declaration: DeclarationId;
  readonly version: number;
}): Uint8Array {
  const { declarant, declaration, ledger, version } = place;
  return commitmentContext({ declarant, declaration, ledger, type: place.type.ref, version });
}

export function contextOfBody(body: DeclarationBody, ledger: LedgerId): Uint8Array {
  return contextOf({ ...body, ledger, type: { ref: body.type } });
}

export function entryIdOf(ref: EntryRef): string {
  return splitEntryRef(ref).id;
}

function withoutNulls(claims: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}

/** Every claim of the type, absent ones as null: the tree does not tell which optional ones exist. */
function salt(type: TypeBody, claims: JsonObject): SaltedClaims {
  const salted: Record<ClaimPath, SaltedClaim> = {};
  for (const path of claimPaths(type))
    salted[path] = { salt: parseSalt(randomSalt()), value: claims[path] ?? null };
  return salted;
}

export function pick<T>(
  byPath: Readonly<Record<ClaimPath, T>>,
  admits: (path: ClaimPath) => boolean,
): Readonly<Record<ClaimPath, T>> {
  // Object.entries forgets that the names are parsed claim paths.
  const entries = Object.entries(byPath) as [ClaimPath, T][];
  return Object.fromEntries(entries.filter(([path]) => admits(path)));
}
