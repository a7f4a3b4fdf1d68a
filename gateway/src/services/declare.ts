import {
  canonicalize,
  declarationId,
  digestOf,
  parseEntryRef,
  splitActor,
  splitDeclarationId,
  splitEntryRef,
  TRANSIENT,
  type AgencyRecord,
  type CatalogueRecord,
  type DeclarationId,
  type Digest,
  type JsonObject,
  type Origin,
  type Outcome,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Committed, SubmitOptions } from '../ledger/ledger.js';
import type { Context } from './context.js';
import { draft, sealDraft, typeBodyOf, type Draft } from './declaration-draft.js';
import { toJson } from './json.js';
import { randomSalt, sign } from './sign.js';
import type { Acting, DeclareInput } from './types.js';

/** A signed act with what travels beside it. */
export interface ReadyAct {
  readonly act: SignedAct;
  readonly options: SubmitOptions;
}

/** Builds the body, seals what is private, signs and submits: a declaration is made once. */
export async function declare(
  context: Context,
  input: DeclareInput,
  acting: Acting,
): Promise<Committed<Outcome>> {
  const { act, options } = await readyDeclaration(context, input, acting);
  return context.ledger.submit(act, options);
}

export async function amend(
  context: Context,
  id: DeclarationId,
  claims: JsonObject,
  acting: Acting,
): Promise<Committed<Outcome>> {
  const { digest: previous, record } = await context.records.declaration(id);
  const type = await typeInEffect(context, splitEntryRef(record.type).id);
  const { declarant, origin } = record;
  const version = record.version + 1;
  const made = draft(
    { claims, declarant, declaration: id, ledger: context.ledger.id, origin, type, version },
    context.schemas,
  );
  const { act, options } = await signed(context, 'declaration.amend', { acting, made, previous, type });
  return context.ledger.submit(act, options);
}

export async function readyDeclaration(
  context: Context,
  input: DeclareInput,
  acting: Acting,
): Promise<ReadyAct> {
  const type = await typeOf(context, input.type);
  const id = declarationId(type.entry.id, input.declarant, input.discriminator);
  const current = await context.records.findDeclaration(id);
  const made = newDraft(
    context,
    input,
    { current: current?.record.version, id, type },
    originOf(input, acting),
  );
  return signed(context, 'declaration.declare', { acting, made, previous: current?.digest, type });
}

export function newDraft(
  { ledger, schemas }: Pick<Context, 'ledger' | 'schemas'>,
  { claims, declarant, evidence, validFrom, validUntil }: DeclareInput,
  at: { readonly current: number | undefined; readonly id: DeclarationId; readonly type: CatalogueRecord },
  origin: Origin,
): Draft {
  // A salted commitment: what the clerk saw stays with the clerk.
  const seen = evidence === undefined ? undefined : digestOf({ evidence, salt: randomSalt() });
  const version = (at.current ?? 0) + 1;
  return draft(
    {
      claims,
      declarant,
      declaration: at.id,
      evidence: seen,
      ledger: ledger.id,
      origin,
      type: at.type,
      validFrom,
      validUntil,
      version,
    },
    schemas,
  );
}

export function originOf({ origin }: DeclareInput, { as }: Acting): Origin {
  return origin ?? (splitActor(as).declarant === undefined ? 'agency' : 'self');
}

/** The entry in effect, or the version named. */
export async function typeOf(context: Context, type: DeclareInput['type']): Promise<CatalogueRecord> {
  if (!type.includes('@')) return typeInEffect(context, type);
  const { id, version } = splitEntryRef(parseEntryRef(type));
  return (await context.records.entry(id, String(version))).record;
}

async function typeInEffect({ records }: Context, id: string): Promise<CatalogueRecord> {
  const { record } = await records.entry(id);
  typeBodyOf(record);
  return record;
}

interface ToSign {
  readonly acting: Acting;
  readonly made: Draft;
  readonly previous: Digest | undefined;
  readonly type: CatalogueRecord;
}

export async function signed(
  context: Context,
  kind: 'declaration.declare' | 'declaration.amend',
  { acting, made, previous, type }: ToSign,
): Promise<ReadyAct> {
  const { body } = made;
  const act = await sign(context, { act: kind, body, previous, target: body.declaration }, acting);
  const custodian = (await context.records.agency(typeBodyOf(type).custodian)).record;
  const transient = await privateParts(context, made, custodian);
  // Members of the collections endorse what is written to them.
  const parties = Object.keys(transient).length === 0 ? [] : [custodian.agency.organization];
  return { act, options: { membersMayStandIn: true, parties, transient } };
}

export async function privateParts(
  context: Context,
  made: Draft,
  custodian: AgencyRecord,
): Promise<Readonly<Record<string, string>>> {
  const { declarant } = splitDeclarationId(made.body.declaration);
  const person = made.secret === undefined ? undefined : await context.records.findDeclarant(declarant);
  const sealed = await sealDraft(made, { custodian, declarant: person?.record, now: context.clock.now() });
  return {
    ...(made.clear === undefined ? {} : { [TRANSIENT.clear]: canonicalize(toJson(made.clear)) }),
    ...(sealed === undefined ? {} : { [TRANSIENT.sealed]: canonicalize(toJson(sealed)) }),
  };
}
