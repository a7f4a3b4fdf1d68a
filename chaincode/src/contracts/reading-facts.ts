import {
  parseBody,
  splitDeclarationId,
  type ApplicationBody,
  type CatalogueRecord,
  type ConsentBody,
  type DeclarationRecord,
  type ReadingFacts,
  type ReadingRecord,
  type RequestBody,
  type SignedAct,
  type Timestamp,
} from '../domain/index.js';
import {
  agencyKey,
  applicationKey,
  catalogueKey,
  consentKey,
  custodyKey,
  declarantKey,
  declarationKey,
  settingsKey,
  type LedgerTransaction,
} from '../ledger/index.js';
import type { Blindable } from './blinding.js';
import { statusAt } from './ending.js';
import { findEffective } from './entries.js';

/** How a record's acts are had: in a submit from evidence alone, in a query also from private data. */
export type ActOpener = (record: Blindable) => readonly SignedAct[] | Promise<readonly SignedAct[]>;

/** Everything that the decision about one reading rests on, from committed state, each thing by its key. */
export async function loadFacts(
  transaction: LedgerTransaction,
  record: ReadingRecord,
  request: RequestBody,
  { now, open }: { readonly now: Timestamp; readonly open: ActOpener },
): Promise<ReadingFacts> {
  const { state } = transaction;
  const { declarant } = splitDeclarationId(request.declaration);
  const settings = (await state.get(settingsKey)).value.settings;
  const declaration = (await state.find(declarationKey(request.declaration)))?.value;
  return {
    request,
    requestedAt: record.requestedAt,
    now,
    requestWindowSeconds: settings.requestWindowSeconds,
    ...present('requester', (await state.find(agencyKey(request.requester)))?.value),
    ...present('declaration', declaration),
    ...present('declarant', (await state.find(declarantKey(declarant)))?.value),
    ...present('type', await typeOf(transaction, declaration)),
    ...present('item', await itemOf(transaction, request)),
    ...(await groundOf(transaction, { open, record, request })),
    ...present('custody', (await state.find(custodyKey(request.declaration, request.version)))?.value),
  };
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } {
  // The computed name is exactly `Name`, which TypeScript widens to string.
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value };
}

async function typeOf(
  { state }: LedgerTransaction,
  declaration?: DeclarationRecord,
): Promise<CatalogueRecord | undefined> {
  return declaration === undefined ? undefined : (await state.find(catalogueKey(declaration.type)))?.value;
}

async function itemOf(
  transaction: LedgerTransaction,
  { purpose }: RequestBody,
): Promise<CatalogueRecord | undefined> {
  return purpose.kind === 'item' ? await findEffective(transaction, purpose.item) : undefined;
}

interface Citing {
  readonly record: ReadingRecord;
  readonly request: RequestBody;
  readonly open: ActOpener;
}

/** The application or consent that the request cites. What is blinded is no ground for a reading in the open. */
async function groundOf(
  transaction: LedgerTransaction,
  { open, record, request: { basis } }: Citing,
): Promise<Pick<ReadingFacts, 'application' | 'consent'>> {
  const { state } = transaction;
  const isNone = (ground: Blindable): boolean => 'blinded' in ground && !('blinded' in record);
  if (basis.kind === 'request') {
    const ground = (await state.find(applicationKey(basis.application)))?.value;
    if (ground === undefined || isNone(ground)) return {};
    return {
      application: {
        body: await wishIn(ground, open),
        status: await statusAt(transaction, ground, record.custodianOrganization),
      },
    };
  }
  if (basis.kind === 'consent') {
    const ground = (await state.find(consentKey(basis.consent)))?.value;
    if (ground === undefined || isNone(ground)) return {};
    return {
      consent: {
        body: await grantIn(ground, open),
        status: await statusAt(transaction, ground, record.custodianOrganization),
      },
    };
  }
  return {};
}

/** The body of a record's first act, which says what the others are about. */
async function firstOf(record: Blindable, open: ActOpener): Promise<SignedAct> {
  const [first] = await open(record);
  if (first === undefined) throw new Error(`${record.id} has no act`);
  return first;
}

export async function wishIn(record: Blindable, open: ActOpener): Promise<ApplicationBody> {
  return parseBody('application.apply', (await firstOf(record, open)).body);
}

export async function grantIn(record: Blindable, open: ActOpener): Promise<ConsentBody> {
  return parseBody('consent.grant', (await firstOf(record, open)).body);
}

export async function requestIn(record: Blindable, open: ActOpener): Promise<RequestBody> {
  return parseBody('reading.request', (await firstOf(record, open)).body);
}
