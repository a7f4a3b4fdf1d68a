import { fail, OnceError, type OrganizationId } from '@onceledger/chaincode/domain';
import { parseConsortium } from '@onceledger/network';
import {
  enrolWithCa,
  isSameCertificate,
  readAuthority,
  readEnrolment,
  readIdentity,
  readMspDefinition,
  reenrol,
  renewIdentity,
  replaceIdentity,
  storeIdentity,
  writeEnrolment,
  type CaEndpoint,
  type Enrolled,
  type Enrolment,
  type Identity,
} from '@onceledger/network/identity';
import { assertHome, layout, readIfThere } from './layout.js';
import { writeWallet } from './wallet.js';

/** Whose identity: the gateway's, or that of who changes the network. */
export type IdentityRole = 'client' | 'admin';

const placeOf = (home: string, organization: OrganizationId, role: IdentityRole): string =>
  role === 'admin' ? layout(home).admin(organization) : layout(home).msp(organization);

/**
 * Enrols an organization with its Fabric CA and keeps identity, wallet entry and the address of the CA; the home may be
 * new. CONFIGURATION_INVALID where the organization's members come from other authorities.
 */
export async function enrolInHome(
  home: string,
  enrolment: Enrolment & { readonly role: IdentityRole },
): Promise<Identity> {
  const { organization, role } = enrolment;
  await assertKnown(home, organization);
  const enrolled = await enrolWithCa(enrolment);
  await store(home, role, enrolled);
  await writeEnrolment(layout(home).organization(organization), enrolment);
  return enrolled.identity;
}

/** Renews an identity where it came from: at the Fabric CA that it was enrolled with, or at the organization's own authority. */
export async function renewInHome(
  home: string,
  organization: OrganizationId,
  role: IdentityRole,
): Promise<Identity> {
  await assertHomeUnlessNew(home);
  const place = placeOf(home, organization, role);
  const current = await readIdentity(place, organization);
  const endpoint = await readEnrolment(layout(home).organization(organization));
  if (endpoint !== undefined) return renewAtCa(home, role, endpoint, current);
  const authority = await readAuthority(layout(home).authority(organization), organization);
  const identity = await renewIdentity(authority, current);
  await replaceIdentity(place, identity);
  await updateWallet(home, role, identity);
  return identity;
}

async function renewAtCa(
  home: string,
  role: IdentityRole,
  endpoint: CaEndpoint,
  current: Identity,
): Promise<Identity> {
  const enrolled = await reenrol(endpoint, current);
  await store(home, role, enrolled);
  return enrolled.identity;
}

/** Into the folder that stands, or into a new one whose authorities are those that the CA named. */
async function store(home: string, role: IdentityRole, { identity, authorities }: Enrolled): Promise<void> {
  const { organization, mspId } = identity;
  const place = placeOf(home, organization, role);
  const known = await readMspDefinition(place, mspId).catch(unlessMissing);
  if (known === undefined)
    await storeIdentity(place, identity, { mspId, ...authorities, tlsRootCertificates: [] });
  else {
    const isKnown = (root: string): boolean =>
      known.rootCertificates.some((one) => isSameCertificate(one, root));
    if (!authorities.rootCertificates.some(isKnown))
      throw fail('CONFIGURATION_INVALID', `${place} names other authorities than the Fabric CA`);
    await replaceIdentity(place, identity);
  }
  await updateWallet(home, role, identity);
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof OnceError && error.code === 'KEY_MISSING') return undefined;
  throw error;
}

async function updateWallet(home: string, role: IdentityRole, identity: Identity): Promise<void> {
  if (role === 'client') await writeWallet(layout(home).wallet(identity.organization), identity);
}

/** NOT_FOUND where there is a consortium file without that organization. */
async function assertKnown(home: string, organization: OrganizationId): Promise<void> {
  await assertHomeUnlessNew(home);
  const text = await readIfThere(layout(home).consortium);
  if (text === undefined || parseConsortium(text).organizations.some(({ id }) => id === organization)) return;
  throw fail('NOT_FOUND', `no organization ${organization} in this consortium`);
}

/** Identities may come before the ledger; one that a newer version made is left alone. */
async function assertHomeUnlessNew(home: string): Promise<void> {
  if ((await readIfThere(layout(home).format)) !== undefined) await assertHome(home);
}
