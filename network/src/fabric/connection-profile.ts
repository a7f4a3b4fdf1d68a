import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { connectionProfile, type Endpoint } from '../connection-profile.js';
import { readAuthorityFile } from '../identity/authority-folder.js';
import { addressOf, everywhere, organizationsOf, peersOf } from './network.js';
import { folders } from './places.js';
import type { NetworkPlaces, Topology } from './topology.js';

/** Writes the profile with which Fabric's SDKs reach every peer and orderer, whole or not at all. @returns its path */
export async function writeConnectionProfile(places: NetworkPlaces, topology: Topology): Promise<string> {
  const at = folders(places);
  const peers = new Map<string, Endpoint[]>();
  const nodes = everywhere(topology);
  for (const organization of organizationsOf(nodes)) {
    const tlsRoot = await readAuthorityFile(at.authority(organization), 'tlsCertificate');
    peers.set(
      organization,
      peersOf(nodes, organization).map((peer) => toEndpoint(topology, peer, tlsRoot)),
    );
  }
  const tlsRoot = await readAuthorityFile(at.ordererAuthority, 'tlsCertificate');
  const orderers = nodes.orderers.map((orderer) => toEndpoint(topology, orderer, tlsRoot));
  const profile = connectionProfile({ channel: topology.channel, peers, orderers });
  await mkdir(dirname(at.profile), { recursive: true, mode: 0o700 });
  await writeFile(`${at.profile}.part`, `${JSON.stringify(profile, undefined, 2)}\n`);
  await rename(`${at.profile}.part`, at.profile);
  return at.profile;
}

function toEndpoint(
  topology: Topology,
  place: Topology['peers'][number] | Topology['orderers'][number],
  tlsRoot: string,
): Endpoint {
  return { name: place.name, address: addressOf(topology, place), tlsRoot };
}
