import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { decodeBlock } from '../blocks/decode.js';
import { genesisBlock } from '../blocks/genesis.js';
import { consortiumDigest, type Consortium } from '../consortium.js';
import { ledgerIdOf } from '../ledger-id.js';
import { mspDefinition } from '../identity/authority.js';
import { chaincodePackage, packageId } from './chaincode-package.js';
import type { Hosts } from './hosts.js';
import { PACKAGE } from './lifecycle.js';
import { makeMaterial, type Material } from './material.js';
import { hostOf, writeTopology } from './network.js';
import { folders, TLS_FILES } from './places.js';
import { planNetwork, type Plan, type PlannedChaincode } from './plan.js';
import type { ChaincodePlace, FabricSeries, NetworkPlaces, Ordering, Topology } from './topology.js';

export interface CreateOptions {
  readonly places: NetworkPlaces;
  readonly consortium: Consortium;
  readonly series: FabricSeries;
  readonly ordering: Ordering;
  readonly peersEach: number;
  readonly host: string;
  readonly hosts?: Hosts | undefined;
  readonly chaincode: ChaincodeSource;
}
export interface ChaincodeSource {
  /** Folder of its package.json. */
  readonly code: string;
  readonly version: string;
}

/** Makes everything that a network is started from: keys, genesis block, packages, and at the end the topology. */
export async function createNetwork(options: CreateOptions): Promise<Topology> {
  const { places, consortium, series, ordering, host, chaincode } = options;
  await mkdir(places.network, { recursive: true, mode: 0o700 });
  const organizations = consortium.organizations.map(({ id }) => id);
  const plan = await planNetwork({ ...options, organizations }, chaincode.version);
  const material = await makeMaterial(places, plan, host);
  const genesis = makeGenesis(options, plan, material);
  await writeFile(folders(places).genesis, genesis);
  const chaincodes: ChaincodePlace[] = [];
  for (const planned of plan.chaincodes)
    chaincodes.push(await packChaincode(places, host, planned, chaincode.code));
  const topology: Topology = {
    format: 1,
    series,
    channel: consortium.channel,
    ledger: ledgerIdOf(consortium.channel, decodeBlock(genesis)),
    consortium: consortiumDigest(consortium),
    clockToleranceSeconds: consortium.settings.clockToleranceSeconds,
    host,
    ordering,
    orderers: plan.orderers,
    peers: plan.peers,
    chaincodes,
  };
  await writeTopology(places, topology);
  return topology;
}

function makeGenesis(
  { consortium, series, ordering, host }: CreateOptions,
  plan: Plan,
  { authorities, ordererAuthority, orderers }: Material,
): Uint8Array {
  const members = [...authorities].map(([organization, authority]) => ({
    ...mspDefinition(authority),
    anchorPeers: plan.peers
      .filter((peer) => peer.organization === organization)
      .slice(0, 1)
      .map((peer) => ({ host: hostOf({ host }, peer), port: peer.port })),
  }));
  const consenters = plan.orderers.flatMap((orderer) => {
    const made = orderers.get(orderer.name);
    if (made === undefined) return [];
    const { certificate } = made.tls;
    return [
      {
        host: hostOf({ host }, orderer),
        port: orderer.port,
        clientTlsCertificate: certificate,
        serverTlsCertificate: certificate,
        identity: made.identity.certificate,
      },
    ];
  });
  const consensus = ordering === 'bft:4' ? 'bft' : 'raft';
  const definition = { msp: mspDefinition(ordererAuthority), consensus, consenters } as const;
  return genesisBlock(consortium, members, definition, { series, timestamp: new Date() });
}

/** Writes the package of one organization's chaincode process beside its keys. */
export async function packChaincode(
  places: NetworkPlaces,
  host: string,
  planned: PlannedChaincode,
  code: string,
): Promise<ChaincodePlace> {
  const folder = folders(places).chaincode(planned.name);
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  const label = `once_${planned.version}`;
  const bytes = await chaincodePackage(label, {
    address: `${hostOf({ host }, planned)}:${planned.port}`,
    clientCertificate: await read(TLS_FILES.certificate),
    clientKey: await read(TLS_FILES.privateKey),
    root: await read(TLS_FILES.root),
  });
  await writeFile(join(folder, PACKAGE), bytes, { mode: 0o600 });
  return { ...planned, packageId: packageId(label, bytes), code };
}
