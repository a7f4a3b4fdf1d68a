import {
  ACTIVE,
  declarationStatusAt,
  fail,
  splitEntryRef,
  declarantKindOf,
  type DeclarantRecord,
  type DeclarationBody,
  type DeclarationRecord,
  type MandateAction,
} from '../../domain/index.js';
import { catalogueKey, declarantKey, declarationKey, type StateKey } from '../../ledger/index.js';
import { assertActive, assertAgency, assertDeclarant, assertRole, assertThisAgency } from '../authority.js';
import type { Call, Rule } from '../call.js';
import { assertCommitment } from '../claims.js';
import { typeAt, type TypeInForce } from '../entries.js';
import { invalid } from '../invalid.js';
import { writePrivateParts } from '../private-parts.js';

type Declaring = Call<'declaration.declare' | 'declaration.amend', DeclarationRecord>;

/** Once: a second active one meets the first. After an inactive one the versions go on. */
export const declare: Rule<'declaration.declare', DeclarationRecord> = {
  act: 'declaration.declare',
  target: (body) => body.declaration,
  key: (body) => declarationKey(body.declaration),
  reads: readByAll,
  existing: 'optional',
  authorize: (call) => assertOrigin(call, 'declare'),
  meet: ({ current, now }) => {
    if (current === undefined) return;
    const status = declarationStatusAt(current.value, now);
    if (ACTIVE.includes(status)) throw fail('ALREADY_DECLARED', `${current.value.id} is ${status}`);
  },
  judge: async (call) => {
    const record = await newVersion(call);
    const { current } = call;
    if (current === undefined) return record;
    const { version } = current.value;
    return {
      ...record,
      former: { record: current.digest, status: declarationStatusAt(current.value, call.now), version },
    };
  },
};

/** The next version at the same key; the former one, and only it, is superseded. */
export const amend: Rule<'declaration.amend', DeclarationRecord> = {
  act: 'declaration.amend',
  target: (body) => body.declaration,
  key: (body) => declarationKey(body.declaration),
  reads: readByAll,
  existing: 'required',
  authorize: (call) => assertOrigin(call, 'amend'),
  judge: async (call) => {
    const { current, now } = call;
    if (current === undefined) throw fail('NOT_FOUND');
    const status = declarationStatusAt(current.value, now);
    if (status !== 'declared' && status !== 'attested') {
      throw fail('STATE_CONFLICT', `${current.value.id} is ${status}`);
    }
    const record = await newVersion(call);
    return {
      ...record,
      former: { record: current.digest, status: 'superseded', version: current.value.version },
    };
  },
};

function readByAll({ declarant, type }: DeclarationBody): readonly StateKey<unknown>[] {
  return [catalogueKey(type), declarantKey(declarant)];
}

async function newVersion(call: Declaring): Promise<DeclarationRecord> {
  const { act, current, now, transaction } = call;
  const { body } = act;
  const type = await typeInForce(call);
  assertVersion(body, current?.value);
  assertValidity(call);
  assertCommitment(act, type.body, transaction.ledger);
  await writePrivateParts(call, body, type.body);
  return {
    format: 1,
    kind: 'declaration',
    acts: [act.signed],
    id: body.declaration,
    declarant: body.declarant,
    type: body.type,
    version: body.version,
    origin: body.origin,
    // An agency's issuing act is its attestation.
    status: body.origin === 'agency' ? 'attested' : 'declared',
    commitment: body.commitment,
    declaredAt: now,
    statusAt: now,
    statusBy: act.payload.actor,
    ...(body.validFrom === undefined ? {} : { validFrom: body.validFrom }),
    ...(body.validUntil === undefined ? {} : { validUntil: body.validUntil }),
    updatedAt: now,
  };
}

/** Who may say it: the declarant, the type's provider from its register, or a clerk in the declarant's presence. */
async function assertOrigin(call: Declaring, action: MandateAction): Promise<void> {
  const { body } = call.act;
  const { body: type } = await typeAt(call.transaction, body.type);
  const { id } = splitEntryRef(body.type);
  if (!type.origins.includes(body.origin))
    throw fail('ACTOR_DENIED', `${body.type} does not admit origin ${body.origin}`);
  if (body.origin === 'self') {
    await assertDeclarant(call, body.declarant, { action, entries: [id] });
    return;
  }
  if (body.origin === 'agency') assertThisAgency(call, type.provider, 'the provider');
  if (assertAgency(call).agency.code === type.provider) assertRole(call, 'provider', { type: id });
  else assertRole(call, 'registrar', { declarantKind: declarantKindOf(body.declarant) });
  const declarant = (await call.transaction.state.find(declarantKey(body.declarant)))?.value;
  assertKnown(declarant, body);
}

/** A register may know declarants whom no registrar has enrolled; whoever is enrolled must be active. */
function assertKnown(declarant: DeclarantRecord | undefined, body: DeclarationBody): void {
  if (declarant !== undefined) assertActive(declarant);
  else if (body.origin === 'assisted') throw fail('NOT_FOUND', `declarant ${body.declarant}`);
}

async function typeInForce({ act, transaction }: Declaring): Promise<TypeInForce> {
  const { body } = act;
  const type = await typeAt(transaction, body.type);
  if (type.record.status !== 'effective')
    throw fail('STATE_CONFLICT', `${body.type} is ${type.record.status}`);
  const kind = declarantKindOf(body.declarant);
  if (!type.body.subject.includes(kind))
    throw invalid('/declarant', `${body.type} is not for a declarant of kind ${kind}`);
  if (kind === 'individual' && type.body.publicBody === 'chain') {
    throw fail('BLINDING_REQUIRED', 'what is said of individuals does not stand on the channel');
  }
  return type;
}

function assertVersion({ version }: DeclarationBody, current: DeclarationRecord | undefined): void {
  const next = (current?.version ?? 0) + 1;
  if (version !== next) throw fail('VERSION_CONFLICT', `the next version is ${String(next)}`);
}

function assertValidity({ act: { body }, now }: Declaring): void {
  if (body.validUntil !== undefined && body.validUntil <= now) throw invalid('/validUntil', 'is past');
}
