import type { OrganizationId } from '@onceledger/chaincode/domain';
import { parseConsortium } from '@onceledger/network';
import { deployChaincode, findBinaries, readTopology, type Report } from '@onceledger/network/fabric';
import { readFile } from 'node:fs/promises';
import { layout } from '../home/layout.js';
import { networkPlaces } from './fabric.js';
import { chaincodeFolder } from './network-up.js';

export interface DeployOptions {
  readonly home: string;
  readonly version: string;
  /** The product's own where absent. */
  readonly code?: string;
  /** All where absent. */
  readonly organizations?: readonly OrganizationId[];
  readonly report: Report;
}

export interface DeployedHome {
  readonly inEffect: boolean;
  /** Names of the chaincode processes of that version. */
  readonly processes: readonly string[];
}

/** Deploys a version of the chaincode to the home's network, which runs. NETWORK_MISSING. */
export async function deployToHome(options: DeployOptions): Promise<DeployedHome> {
  const { home, version, code = chaincodeFolder(), organizations, report } = options;
  const places = networkPlaces(home);
  const topology = await readTopology(places);
  const consortium = parseConsortium(await readFile(layout(home).consortium, 'utf8'));
  const binaries = await findBinaries({ series: topology.series });
  const { network, inEffect } = await deployChaincode({ places, topology, binaries, report }, consortium, {
    code,
    version,
    ...(organizations === undefined ? {} : { organizations }),
  });
  const own = network.topology.chaincodes.filter((place) => place.version === version);
  return { inEffect, processes: own.map(({ name }) => name) };
}
