import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Digest, LedgerId } from '@onceledger/chaincode/domain';
import {
  folders,
  REPORTER,
  reportFile,
  startProcess,
  stopProcess,
  watched,
  type ChaincodePlace,
  type NetworkPlaces,
  type Topology,
} from '@onceledger/network/fabric';
import { createCertificateAuthority, writeAuthority } from '@onceledger/network/identity';
import { organizationId } from './channel.js';

const TAX = organizationId('tax');
const IDLE = ['-e', 'setInterval(() => undefined, 1000)'];

export interface FakeNetwork {
  readonly places: NetworkPlaces;
  readonly topology: Topology;
  /** What the nodes answer: version and how far, in milliseconds, their clock is ahead. */
  readonly says: { version: string; ahead: number };
  startChaincode(place: ChaincodePlace): Promise<void>;
  stop(name: string): Promise<void>;
  /** Ends everything. */
  close(): Promise<void>;
}

/** A network of idle processes: an orderer, a peer and two chaincode processes of one organization. */
export async function fakeNetwork(home: string): Promise<FakeNetwork> {
  const at = (name: string): string => path.join(home, name);
  const places = { network: at('network'), ledger: at('ledger'), organizations: at('organizations') };
  const says = { version: 'v3.1.5', ahead: 0 };
  const server = await operations(says);
  const code = at('code');
  await mkdir(path.join(code, 'node_modules', 'other'), { recursive: true });
  await writeFile(path.join(code, 'package.json'), '{"name":"fake"}');
  await writeFile(path.join(code, 'index.js'), 'export const contracts = [];\n');
  const topology = newTopology((server.address() as AddressInfo).port, code);
  await writeAuthority(folders(places).authority(TAX), await createCertificateAuthority(TAX));
  const start = (name: string): Promise<unknown> =>
    startProcess(filesOf(places, name), {
      program: process.execPath,
      arguments: IDLE,
      environment: {},
      folder: home,
    });
  const startChaincode = async (place: ChaincodePlace): Promise<void> => {
    await mkdir(folders(places).chaincode(place.name), { recursive: true });
    await startProcess(watched(places, place), {
      program: process.execPath,
      arguments: ['--import', REPORTER, ...IDLE],
      environment: { ONCE_PROCESS_REPORT: reportFile(places, place) },
      folder: code,
    });
  };
  for (const { name } of [...topology.orderers, ...topology.peers]) await start(name);
  for (const place of topology.chaincodes) await startChaincode(place);
  const stop = (name: string): Promise<void> => stopProcess(filesOf(places, name));
  return {
    places,
    topology,
    says,
    startChaincode,
    stop,
    close: async () => {
      for (const { name } of [...topology.orderers, ...topology.peers, ...topology.chaincodes])
        await stop(name);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function filesOf(places: NetworkPlaces, name: string) {
  const at = folders(places);
  return { log: at.log(name), pid: at.process(name) };
}

function newTopology(operationsPort: number, code: string): Topology {
  const chaincode = (name: string, version: string): ChaincodePlace => ({
    ...{ name, version, code, port: 1, organization: TAX, packageId: `once_${version}:00` },
  });
  return {
    format: 1,
    series: '3.1',
    channel: 'once',
    ledger: `once:${'A'.repeat(43)}` as LedgerId,
    consortium: '' as Digest,
    clockToleranceSeconds: 60,
    host: '127.0.0.1',
    ordering: 'raft:1',
    orderers: [{ name: 'orderer0', port: 1, adminPort: 1, operationsPort }],
    peers: [{ name: 'peer0.tax', organization: TAX, port: 1, chaincodePort: 1, operationsPort }],
    chaincodes: [chaincode('chaincode-1.tax', '1'), chaincode('chaincode-1.other', '1')],
  };
}

/** What Fabric's operations endpoint answers: the orderer leads. */
function operations(says: FakeNetwork['says']): Promise<Server> {
  const server = createServer(({ url }, response) => {
    response.setHeader('date', new Date(Date.now() + says.ahead).toUTCString());
    if (url === '/metrics') response.end('consensus_etcdraft_is_leader{channel="once"} 1\n');
    else response.end(JSON.stringify({ CommitSHA: '0', Version: says.version }));
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    }),
  );
}
