import { join } from 'node:path';
import type { OrganizationId } from '@onceledger/chaincode/domain';
import { ORDERER_MSP } from '../../blocks/genesis.js';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  issueIdentity,
  mspDefinition,
} from '../../identity/authority.js';
import { readAuthority as readAuthorityFolder, writeAuthority } from '../../identity/authority-folder.js';
import { readIdentity, writeMspFolder } from '../../identity/msp-folder.js';
import type { Identity } from '../../identity/types.js';

/** Where the keys of a home stand: organizations' under `organizations/`, those of the node itself under `ledger/`. */
export interface IdentityPlaces {
  /** The home's `ledger/`. */
  readonly ledger: string;
  /** The home's `organizations/`. */
  readonly organizations: string;
}

const peerPlace = ({ ledger }: IdentityPlaces, id: string): string => join(ledger, 'peers', id, 'msp');
const ordererPlace = ({ ledger }: IdentityPlaces): string => join(ledger, 'orderer', 'msp');
const authorityPlace = (places: IdentityPlaces, id: string): string =>
  id === ORDERER_MSP ? join(places.ledger, 'orderer', 'ca') : join(places.organizations, id, 'ca');

// The orderer's MSP is no organization of the consortium, but has the same form.
const ORDERER = ORDERER_MSP as OrganizationId;

/** What signs for the node: each logical peer, and the orderer. */
export interface NodeIdentities {
  readonly peers: ReadonlyMap<OrganizationId, Identity>;
  readonly orderer: Identity;
}
export interface CreatedIdentities extends NodeIdentities {
  readonly authorities: ReadonlyMap<string, CertificateAuthority>;
  /** One client of each organization: its gateway. */
  readonly clients: ReadonlyMap<OrganizationId, Identity>;
}

/**
 * Makes a certificate authority for every organization and the orderer, and from them a peer and a client identity each.
 * Clients stand in `organizations/<id>/msp`, authorities in `organizations/<id>/ca`.
 */
export async function createIdentities(
  places: IdentityPlaces,
  organizations: readonly OrganizationId[],
  now: Date,
): Promise<CreatedIdentities> {
  const authorities = new Map<string, CertificateAuthority>();
  const peers = new Map<OrganizationId, Identity>();
  const clients = new Map<OrganizationId, Identity>();
  for (const id of organizations) {
    const authority = await createAuthority(places, id, now);
    const msp = mspDefinition(authority);
    const peer = await issueIdentity(authority, 'peer', `peer.${id}`, now);
    const client = await issueIdentity(authority, 'client', `gateway.${id}`, now);
    await writeMspFolder(peerPlace(places, id), peer, msp);
    await writeMspFolder(join(places.organizations, id, 'msp'), client, msp);
    authorities.set(id, authority);
    peers.set(id, peer);
    clients.set(id, client);
  }
  const authority = await createAuthority(places, ORDERER, now);
  const orderer = await issueIdentity(authority, 'orderer', 'orderer', now);
  await writeMspFolder(ordererPlace(places), orderer, mspDefinition(authority));
  authorities.set(ORDERER, authority);
  return { authorities, peers, clients, orderer };
}

/** KEY_MISSING where a key is not in the home. */
export async function readIdentities(
  places: IdentityPlaces,
  organizations: readonly OrganizationId[],
): Promise<NodeIdentities> {
  const peers = new Map<OrganizationId, Identity>();
  for (const id of organizations) peers.set(id, await readIdentity(peerPlace(places, id), id));
  return { peers, orderer: await readIdentity(ordererPlace(places), ORDERER) };
}

async function createAuthority(
  places: IdentityPlaces,
  id: OrganizationId,
  now: Date,
): Promise<CertificateAuthority> {
  const authority = await createCertificateAuthority(id, now);
  await writeAuthority(authorityPlace(places, id), authority);
  return authority;
}

export function readAuthority(places: IdentityPlaces, id: string): Promise<CertificateAuthority> {
  return readAuthorityFolder(authorityPlace(places, id), id as OrganizationId);
}

export { ORDERER as ORDERER_ORGANIZATION };
