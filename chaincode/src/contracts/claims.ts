import {
  claimPaths,
  claimsSchema,
  fail,
  verifyDeclarationBody,
  commitmentContext,
  leavesOf,
  type ClaimPath,
  type DeclarationBody,
  type Fault,
  type JsonValue,
  type LedgerId,
  type SaltedClaims,
  type SchemaCompiler,
  type TypeBody,
} from '../domain/index.js';
import type { AcceptedAct } from '../ledger/index.js';

/** protocol, "Declarations": what one declaration may put on the channel, bytes. */
const MAX_PUBLIC_BYTES = 32 * 1024;

type Validator = (value: JsonValue) => readonly Fault[];
/** By the type as it was parsed, and the same text is parsed once: so a type's validator is looked up, not built, each time. */
const VALIDATORS = new WeakMap<TypeBody, Validator>();

/**
 * That the body, by itself, is of the type: every claim named once and in its place, the root theirs, the size within the
 * limit. @throws COMMITMENT_INVALID, INPUT_TOO_LARGE
 */
export function assertCommitment(
  {
    body,
    payload,
    size,
  }: Pick<AcceptedAct<'declaration.declare' | 'declaration.amend'>, 'body' | 'payload' | 'size'>,
  type: TypeBody,
  ledger: LedgerId,
): void {
  if (size > MAX_PUBLIC_BYTES) {
    throw fail('INPUT_TOO_LARGE', `a declaration has at most ${String(MAX_PUBLIC_BYTES)} bytes in public`);
  }
  const known = SOUND.get(type) ?? new Set<string>();
  const name = `${ledger} ${payload.body}`;
  if (known.has(name)) return;
  const faults = verifyDeclarationBody(body, ledger, type);
  if (faults.length > 0) throw fail('COMMITMENT_INVALID', { faults });
  if (known.size >= MOST_SOUND) known.clear();
  SOUND.set(type, known.add(name));
}

/** Digests of bodies found sound for a type: a pure question of their bytes, asked by every endorser of a process. */
const SOUND = new WeakMap<TypeBody, Set<string>>();
const MOST_SOUND = 1_000;

/** That public claims are what the type's schema asks for; those of value null are absent. @throws SCHEMA_VIOLATION */
export function assertPublicClaims(claims: SaltedClaims, type: TypeBody, schemas: SchemaCompiler): void {
  const given = Object.entries(claims).filter(([, { value }]) => value !== null);
  const faults = validatorOf(
    type,
    schemas,
  )(Object.fromEntries(given.map(([path, { value }]) => [path, value])));
  if (faults.length > 0) throw fail('SCHEMA_VIOLATION', { faults });
}

/**
 * That a clear body outside the channel is the one committed to: all public claims of the type, each opening its leaf.
 * @throws COMMITMENT_INVALID
 */
export function assertClearBody(
  clear: SaltedClaims,
  body: DeclarationBody,
  type: TypeBody,
  ledger: LedgerId,
): void {
  const expected = publicPaths(type);
  const given = Object.keys(clear);
  const opened = leavesOf(commitmentContext({ ...body, ledger }), clear);
  const faults = [
    ...expected
      .filter((path) => !Object.hasOwn(clear, path))
      .map((path) => ({ path: `/clear/${path}`, problem: 'is missing' })),
    ...given
      .filter((path) => !expected.some((known) => known === path))
      .map((path) => ({ path: `/clear/${path}`, problem: 'is no public claim of the type' })),
    ...expected
      .filter((path) => Object.hasOwn(clear, path) && opened[path] !== body.leaves[path])
      .map((path) => ({ path: `/clear/${path}`, problem: 'does not open its leaf' })),
  ];
  if (faults.length > 0) throw fail('COMMITMENT_INVALID', { faults });
}

export function publicPaths(type: TypeBody): readonly ClaimPath[] {
  return claimPaths(type).filter((path) => type.claims[path]?.visibility === 'public');
}

export function hasPrivateClaims(type: TypeBody): boolean {
  return claimPaths(type).some((path) => type.claims[path]?.visibility === 'private');
}

function validatorOf(type: TypeBody, schemas: SchemaCompiler): Validator {
  const known = VALIDATORS.get(type);
  if (known !== undefined) return known;
  const validator = schemas.compile(claimsSchema(type, 'public'));
  VALIDATORS.set(type, validator);
  return validator;
}
