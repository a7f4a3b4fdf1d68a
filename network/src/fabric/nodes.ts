import { createRequire } from 'node:module';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { awaitReady, failedProcess, isHealthy, listens } from './health.js';
import { hostOf, watched, type FabricNetwork } from './network.js';
import { ordererConfig } from './orderer-config.js';
import { peerConfig } from './peer-config.js';
import { folders, TLS_FILES } from './places.js';
import { REPORTER, reportFile } from './process-report.js';
import { findProcess, startProcess, type ProcessCommand } from './process.js';
import type { ChaincodePlace, OrdererPlace, PeerPlace } from './topology.js';

/** Warnings and errors, without colours. */
const LOGGING = {
  FABRIC_LOGGING_SPEC: 'warn',
  FABRIC_LOGGING_FORMAT: '%{time:2006-01-02 15:04:05.000 MST} %{level} [%{module}] %{message}',
};

/** Starts an orderer where it does not run, and waits until it answers. */
export async function startOrderer(network: FabricNetwork, place: OrdererPlace): Promise<void> {
  const { places, topology, binaries } = network;
  const folder = folders(places).orderer(place.name);
  await writeConfig(folder, 'orderer.yaml', ordererConfig(places, topology, place));
  await startNode(network, place, {
    program: binaries.path('orderer'),
    arguments: ['start'],
    environment: { FABRIC_CFG_PATH: folder, ...LOGGING },
    folder,
  });
}

/** Starts a peer where it does not run, and waits until it answers. */
export async function startPeer(network: FabricNetwork, place: PeerPlace): Promise<void> {
  const { places, topology, binaries } = network;
  const folder = folders(places).peer(place.name);
  await writeConfig(folder, 'core.yaml', peerConfig(places, topology, place));
  await startNode(network, place, {
    program: binaries.path('peer'),
    arguments: ['node', 'start'],
    environment: { FABRIC_CFG_PATH: folder, ...LOGGING },
    folder,
  });
}

/** Starts a chaincode process where it does not run, and waits until it listens. */
export async function startChaincode(network: FabricNetwork, place: ChaincodePlace): Promise<void> {
  const { places, topology } = network;
  await startWhereFree(network, place, chaincodeCommand(network, place));
  await awaitReady(watched(places, place), () => listens(hostOf(topology, place), place.port));
}

/** The chaincode's own program, or fabric-shim's with the folder as its module; only the organization's peers are let in. */
export function chaincodeCommand({ places, topology }: FabricNetwork, place: ChaincodePlace): ProcessCommand {
  const folder = folders(places).chaincode(place.name);
  const file = (name: keyof typeof TLS_FILES): string => join(folder, TLS_FILES[name]);
  return {
    program: process.execPath,
    arguments: [
      ...['--import', REPORTER],
      ...serverOf(place.code),
      ...['--chaincode-address', `${hostOf(topology, place)}:${place.port}`],
      ...['--chaincode-id', place.packageId],
      ...['--chaincode-tls-cert-file', file('certificate')],
      ...['--chaincode-tls-key-file', file('privateKey')],
      ...['--chaincode-tls-client-cacert-file', file('root')],
    ],
    environment: {
      CORE_PEER_LOCALMSPID: place.organization,
      CORE_CHAINCODE_LOGGING_LEVEL: 'warning',
      CORE_CHAINCODE_LOGGING_SHIM: 'warning',
      ONCE_LEDGER: topology.ledger,
      ONCE_CONSORTIUM_DIGEST: topology.consortium,
      ONCE_CLOCK_TOLERANCE_SECONDS: String(topology.clockToleranceSeconds),
      ONCE_PROCESS_REPORT: reportFile(places, place),
    },
    folder: place.code,
  };
}

/** The program that a folder's package.json names as its `bin`; `fabric-chaincode-node` where it names none. */
function serverOf(code: string): string[] {
  const load = createRequire(join(code, 'package.json'));
  const { bin = {} } = load('./package.json') as { readonly bin?: Readonly<Record<string, string>> };
  const [own] = Object.values(bin);
  if (own !== undefined) return [join(code, own)];
  const shim = join(dirname(createRequire(import.meta.url).resolve('fabric-shim/package.json')), 'cli.js');
  return [shim, 'server', '--module-path', code];
}

async function startNode(
  network: FabricNetwork,
  place: OrdererPlace | PeerPlace,
  command: ProcessCommand,
): Promise<void> {
  const { places, topology } = network;
  await startWhereFree(network, place, command);
  await awaitReady(watched(places, place), () => isHealthy(hostOf(topology, place), place.operationsPort));
}

/** Who answers at the port of a process that does not run is somebody else. */
async function startWhereFree(
  { places, topology }: FabricNetwork,
  place: OrdererPlace | PeerPlace | ChaincodePlace,
  command: ProcessCommand,
): Promise<void> {
  const files = watched(places, place);
  if ((await findProcess(files)) !== undefined) return;
  if (await listens(hostOf(topology, place), place.port))
    throw await failedProcess(files, `cannot start: another process has port ${place.port}`);
  await startProcess(files, command);
}

async function writeConfig(folder: string, name: string, config: object): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, name), stringify(config), { mode: 0o600 });
}
