import { fictionalEnterprise, type FictionalEnterprise } from '@onceledger/cli/fiction';
import type { Runtime } from '@onceledger/cli/runtime';
import {
  agencyActor,
  declarantActor,
  parseAgencyCode,
  parseCanonical,
  canonicalize,
  parseDeclarantId,
  parseDeclarationId,
  parseEntryId,
  type DeclarantId,
  type DeclarationId,
  type JsonObject,
  type JsonValue,
} from '@onceledger/chaincode/domain';

export const REGISTRAR = parseAgencyCode('market-regulation');

export interface Licensed {
  readonly enterprise: FictionalEnterprise;
  readonly declarant: DeclarantId;
  readonly declaration: DeclarationId;
}

export type Vouched = Pick<Licensed, 'declarant' | 'enterprise'>;

/** An enterprise that was vouched for and declared its licence; not attested yet. */
export async function newLicensed(
  runtime: Runtime,
  seed: number,
  index = 1,
  claims: JsonObject = {},
): Promise<Licensed> {
  const vouched = await newVouched(runtime, seed, index, claims);
  const declaration = await declareLicence(runtime, vouched);
  await runtime.settle();
  return { ...vouched, declaration };
}

/** An enterprise that was vouched for and has declared nothing. */
export async function newVouched(
  runtime: Runtime,
  seed: number,
  index = 1,
  claims: JsonObject = {},
): Promise<Vouched> {
  const made = fictionalEnterprise(seed, index);
  const enterprise = { ...made, licence: { ...made.licence, ...claims } };
  const declarant = parseDeclarantId(enterprise.uscc);
  const { enrolment } = runtime.platform.services;
  const request = await enrolment.requestEnterprise({ name: enterprise.name, uscc: enterprise.uscc });
  const registrar = runtime.gatewayOf(REGISTRAR).services;
  await registrar.enrolment.vouch(plain(request), { as: agencyActor(REGISTRAR) });
  await runtime.settle();
  return { declarant, enterprise };
}

export async function declareLicence(
  { platform }: Runtime,
  { declarant, enterprise }: Vouched,
): Promise<DeclarationId> {
  const { result } = await platform.services.declarations.declare(
    { claims: enterprise.licence, declarant, type: parseEntryId('business-licence') },
    { as: declarantActor(declarant) },
  );
  return parseDeclarationId(result.id);
}

export async function attest(runtime: Runtime, { declaration }: Licensed): Promise<void> {
  const { declarations } = runtime.gatewayOf(REGISTRAR).services;
  await declarations.attest({ declaration }, { as: agencyActor(REGISTRAR) });
  await runtime.settle();
}

/** As it would be read back from a file. */
export function plain(value: object): JsonValue {
  return parseCanonical(canonicalize(JSON.parse(JSON.stringify(value)) as JsonValue));
}
