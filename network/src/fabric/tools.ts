import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail } from '@onceledger/chaincode/domain';
import type { Program } from './binaries.js';
import { listens } from './health.js';
import { everywhere, hostOf, type FabricNetwork } from './network.js';
import { folders, TLS_FILES } from './places.js';
import type { OrdererPlace, PeerPlace } from './topology.js';

const run = promisify(execFile);
const PATIENCE = 120_000;
const MOST_OUTPUT = 32 * 1024 * 1024;

/** Runs one of Fabric's commands. NETWORK_FAILED with what it said where it fails. */
export async function runTool(
  { binaries }: FabricNetwork,
  program: Program,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await run(binaries.path(program), [...args], {
      env: { ...process.env, ...environment, FABRIC_LOGGING_SPEC: 'error' },
      maxBuffer: MOST_OUTPUT,
      timeout: PATIENCE,
    });
    return stdout;
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    const said = `${stderr}${stdout}`.trim().split('\n').slice(-8).join('\n');
    throw fail('NETWORK_FAILED', {
      detail: `${program} ${args.slice(0, 3).join(' ')}: ${said}`,
      cause: error,
    });
  }
}

/** `peer …` as an admin of the peer's organization. */
export function peerCommand(
  network: FabricNetwork,
  peer: PeerPlace,
  args: readonly string[],
): Promise<string> {
  const at = folders(network.places);
  return runTool(network, 'peer', args, {
    FABRIC_CFG_PATH: at.peer(peer.name),
    CORE_PEER_ADDRESS: `${hostOf(network.topology, peer)}:${peer.port}`,
    CORE_PEER_LOCALMSPID: peer.organization,
    CORE_PEER_MSPCONFIGPATH: at.admin(peer.organization),
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: join(at.peer(peer.name), TLS_FILES.root),
  });
}

/** Where `peer` commands that submit find an orderer: any node forwards to the leader, the first that answers is asked. */
export async function ordererOptions({ places, topology }: FabricNetwork): Promise<string[]> {
  const { orderers } = everywhere(topology);
  const answers = await Promise.all(orderers.map((one) => listens(hostOf(topology, one), one.port)));
  const chosen = orderers[Math.max(0, answers.indexOf(true))];
  if (chosen === undefined) throw fail('CONFIGURATION_INVALID', 'the network has no orderer');
  const root = join(folders(places).orderer(chosen.name), TLS_FILES.root);
  return ['-o', `${hostOf(topology, chosen)}:${chosen.port}`, '--tls', '--cafile', root];
}

/** `osnadmin channel …` at one orderer. */
export function ordererCommand(
  network: FabricNetwork,
  orderer: OrdererPlace,
  args: readonly string[],
): Promise<string> {
  const admin = folders(network.places).ordererAdmin;
  return runTool(network, 'osnadmin', [
    'channel',
    ...args,
    '-o',
    `${hostOf(network.topology, orderer)}:${orderer.adminPort}`,
    '--ca-file',
    join(admin, TLS_FILES.root),
    '--client-cert',
    join(admin, TLS_FILES.certificate),
    '--client-key',
    join(admin, TLS_FILES.privateKey),
  ]);
}
