import {
  agencyActor,
  declarantActor,
  parseAgencyCode,
  parseClaimPath,
  parseDeclarantId,
  parseDeclarationId,
  parseEntryId,
  timestampOf,
  type AgencyCode,
  type ClaimPath,
  type ConsentId,
  type DeclarantId,
  type DeclarationId,
  type ReadingId,
} from '@onceledger/chaincode/domain';
import { fictionalPerson } from '@onceledger/cli/fiction';
import type { Runtime } from '@onceledger/cli/runtime';
import type { CliSession } from './cli-session.js';

export const TAX = parseAgencyCode('tax');
/** Custodian of residences. */
export const POLICE = parseAgencyCode('public-security');
export const SCHOOLS = parseAgencyCode('county-education');
const RESIDENCE = parseEntryId('individual-residence');
const DEDUCTION = parseEntryId('deduct-housing-from-income-tax');
const ENROLMENT = parseEntryId('enrol-at-school');
const CONSENTED = parseClaimPath('address');
const BEYOND = parseClaimPath('since');

export interface Resident {
  readonly declarant: DeclarantId;
  readonly declaration: DeclarationId;
}

/** An individual, enrolled, with an attested residence. */
export async function newResident(session: CliSession, seed: number): Promise<Resident> {
  const { idNumber, name, residence } = fictionalPerson(seed, 1);
  const identity = JSON.stringify({ idNumber, name });
  const { id } = await session.ok(
    'declarant enrol --individual --data - --vouch-as public-security',
    identity,
  );
  const declarant = parseDeclarantId(String(id));
  await session.write('residence.json', residence);
  const declared = await session.ok(`declare ${RESIDENCE} --as ${declarant} --data residence.json`);
  const declaration = parseDeclarationId(String(declared['id']));
  await session.ok(`attest ${declaration} --as public-security --register residence.json`);
  return { declarant, declaration };
}

/** The address alone may be read, by tax or by the schools. */
export async function consentTo(
  { platform }: Runtime,
  { declarant }: Resident,
  requester: AgencyCode,
): Promise<ConsentId> {
  const given = {
    claims: [CONSENTED],
    declarant,
    item: requester === TAX ? DEDUCTION : ENROLMENT,
    requester,
    type: RESIDENCE,
    validUntil: timestampOf(Date.now() + 3_600_000),
  };
  return (await platform.services.wishes.grantConsent(given, { as: declarantActor(declarant) })).consent;
}

/** Tax asks for what was consented to. */
export function requestConsented(runtime: Runtime, of: Resident, consent: ConsentId): Promise<ReadingId> {
  return request(runtime, of, { claims: [CONSENTED], consent });
}

/** Tax asks for more than anybody consented to. */
export function requestBeyond(runtime: Runtime, of: Resident, consent: ConsentId): Promise<ReadingId> {
  return request(runtime, of, { claims: [CONSENTED, BEYOND], consent });
}

function request(
  runtime: Runtime,
  { declaration }: Resident,
  { claims, consent }: { readonly claims: readonly ClaimPath[]; readonly consent: ConsentId },
): Promise<ReadingId> {
  return runtime.gatewayOf(TAX).services.readings.request(
    {
      basis: { consent, kind: 'consent' },
      claims,
      declaration,
      purpose: { item: DEDUCTION, kind: 'item' },
    },
    { as: agencyActor(TAX) },
  );
}
