import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OrganizationId } from '@onceledger/chaincode/domain';
import { ORDERER_MSP } from '../blocks/genesis.js';
import {
  createCertificateAuthority,
  issueIdentity,
  issueTlsCertificate,
  mspDefinition,
  type CertificateAuthority,
  type TlsCertificate,
} from '../identity/authority.js';
import { writeAuthority } from '../identity/authority-folder.js';
import { writeMspFolder } from '../identity/msp-folder.js';
import type { Identity } from '../identity/types.js';
import { hostOf } from './network.js';
import type { Plan } from './plan.js';
import { folders, TLS_FILES } from './places.js';
import type { NetworkPlaces } from './topology.js';

const ORDERER = ORDERER_MSP as OrganizationId;

/** Keys and certificates of a network that its own authority made: for development, and as the form that others fill. */
export interface Material {
  readonly authorities: ReadonlyMap<OrganizationId, CertificateAuthority>;
  readonly ordererAuthority: CertificateAuthority;
  readonly orderers: ReadonlyMap<string, { readonly identity: Identity; readonly tls: TlsCertificate }>;
  readonly clients: ReadonlyMap<OrganizationId, Identity>;
}

/** Makes an authority for every organization and the orderers, and from them all that each process is started with. */
export async function makeMaterial(places: NetworkPlaces, plan: Plan, host: string): Promise<Material> {
  const organizations = [...new Set(plan.peers.map(({ organization }) => organization))];
  const authorities = new Map<OrganizationId, CertificateAuthority>();
  const clients = new Map<OrganizationId, Identity>();
  for (const organization of organizations) {
    const made = await makeOrganization(places, plan, organization, host);
    authorities.set(organization, made.authority);
    clients.set(organization, made.client);
  }
  const orderers = await makeOrderers(places, plan, host);
  return { authorities, clients, ...orderers };
}

/** One organization's: authority, client, admin, peers, and both ends of the connection to its chaincode process. */
export async function makeOrganization(
  places: NetworkPlaces,
  { peers, chaincodes }: Pick<Plan, 'peers' | 'chaincodes'>,
  organization: OrganizationId,
  host: string,
): Promise<{ authority: CertificateAuthority; client: Identity }> {
  const at = folders(places);
  const authority = await createCertificateAuthority(organization);
  const msp = mspDefinition(authority);
  await writeAuthority(at.authority(organization), authority);
  const client = await issueIdentity(authority, 'client', `gateway.${organization}`);
  await writeMspFolder(at.client(organization), client, msp);
  const admin = await issueIdentity(authority, 'admin', `admin.${organization}`);
  await writeMspFolder(at.admin(organization), admin, msp);
  for (const peer of peers.filter((one) => one.organization === organization)) {
    const identity = await issueIdentity(authority, 'peer', peer.name);
    await writeMspFolder(join(at.peer(peer.name), 'msp'), identity, msp);
    await writeTls(at.peer(peer.name), authority, peer.name, hostOf({ host }, peer));
  }
  for (const chaincode of chaincodes.filter((one) => one.organization === organization))
    await writeTls(at.chaincode(chaincode.name), authority, chaincode.name, hostOf({ host }, chaincode));
  return { authority, client };
}

async function makeOrderers(
  places: NetworkPlaces,
  { orderers }: Plan,
  host: string,
): Promise<Pick<Material, 'ordererAuthority' | 'orderers'>> {
  const at = folders(places);
  const authority = await createCertificateAuthority(ORDERER);
  const msp = mspDefinition(authority);
  await writeAuthority(at.ordererAuthority, authority);
  const admin = await issueIdentity(authority, 'admin', 'admin.orderer');
  await writeMspFolder(join(at.ordererAdmin, 'msp'), admin, msp);
  await writeTls(at.ordererAdmin, authority, 'admin.orderer', host);
  const made = new Map<string, { identity: Identity; tls: TlsCertificate }>();
  for (const orderer of orderers) {
    const { name } = orderer;
    const identity = await issueIdentity(authority, 'orderer', name);
    await writeMspFolder(join(at.orderer(name), 'msp'), identity, msp);
    const tls = await writeTls(at.orderer(name), authority, name, hostOf({ host }, orderer));
    made.set(name, { identity, tls });
  }
  return { ordererAuthority: authority, orderers: made };
}

/** A certificate that its owner shows as server and as client; the key 0600. */
export async function writeTls(
  folder: string,
  authority: CertificateAuthority,
  name: string,
  host: string,
): Promise<TlsCertificate> {
  const tls = await issueTlsCertificate(authority, name, [
    ...new Set([host, '127.0.0.1', 'localhost', name]),
  ]);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, TLS_FILES.certificate), tls.certificate);
  await writeFile(join(folder, TLS_FILES.privateKey), tls.privateKey, { mode: 0o600 });
  await writeFile(join(folder, TLS_FILES.root), authority.tlsCertificate);
  return tls;
}
