import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { decodeBlock, type Block } from '@onceledger/network/blocks';
import {
  mspDefinition,
  writeMspFolder,
  type CertificateAuthority,
  type Identity,
} from '@onceledger/network/identity';

const run = promisify(execFile);
const PATIENCE = 60_000;

/** Whether a program of Fabric is on the PATH. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A Fabric peer in a process of its own, without TLS, that follows a channel and runs no chaincode. */
export class RealPeer {
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #process: ChildProcess;

  static async start(
    directory: string,
    parts: { authority: CertificateAuthority; peer: Identity; admin: Identity },
  ): Promise<RealPeer> {
    const msp = mspDefinition(parts.authority);
    await writeMspFolder(join(directory, 'peer-msp'), parts.peer, msp);
    await writeMspFolder(join(directory, 'admin-msp'), parts.admin, msp);
    await mkdir(join(directory, 'data'), { recursive: true });
    // A peer starts only with Docker or a builder; this one detects nothing.
    await mkdir(join(directory, 'builder', 'bin'), { recursive: true });
    await writeFile(join(directory, 'builder', 'bin', 'detect'), '#!/bin/sh\nexit 1\n', { mode: 0o700 });
    const [port, chaincodePort] = [await freePort(), await freePort()];
    await writeFile(join(directory, 'core.yaml'), coreYaml(directory, parts.peer.mspId, port, chaincodePort));
    const peer = new RealPeer(directory, port);
    try {
      await peer.#ready();
    } catch (error) {
      await peer.stop();
      throw error;
    }
    return peer;
  }

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.#environment = {
      ...process.env,
      FABRIC_CFG_PATH: directory,
      CORE_PEER_ADDRESS: `127.0.0.1:${port}`,
    };
    const child = spawn('peer', ['node', 'start'], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(join(directory, 'peer.log'));
    child.stdout.pipe(log);
    child.stderr.pipe(log, { end: false });
    this.#process = child;
  }

  async join(genesis: Uint8Array): Promise<void> {
    const file = join(this.#directory, 'genesis.block');
    await writeFile(file, genesis);
    await this.#peer('channel', 'join', '-b', file);
  }

  /** Waits until the peer has a height; fails with the end of its log. */
  async reaches(channel: string, height: number): Promise<void> {
    const until = Date.now() + PATIENCE;
    for (;;) {
      const { stdout } = await this.#peer('channel', 'getinfo', '-c', channel);
      if (new RegExp(`"height":${height}[,}]`).test(stdout)) return;
      if (Date.now() > until) throw new Error(`the peer stays at ${stdout}\n${await this.log()}`);
      await pause(500);
    }
  }

  /** A block as this peer committed it, with its own codes and commit hash. */
  async block(channel: string, number: number): Promise<Block> {
    const file = join(this.#directory, `${number}.block`);
    await this.#peer('channel', 'fetch', String(number), file, '-c', channel);
    return decodeBlock(await readFile(file));
  }

  async log(): Promise<string> {
    return (await readFile(join(this.#directory, 'peer.log'), 'utf8')).slice(-4000);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }

  async #ready(): Promise<void> {
    const until = Date.now() + PATIENCE;
    for (;;) {
      try {
        await this.#peer('channel', 'list');
        return;
      } catch (error) {
        if (Date.now() > until || this.#process.exitCode !== null)
          throw new Error(`the peer does not start\n${await this.log()}`, { cause: error });
        await pause(500);
      }
    }
  }

  #peer(...args: string[]): Promise<{ stdout: string; stderr: string }> {
    const msp = { CORE_PEER_MSPCONFIGPATH: join(this.#directory, 'admin-msp') };
    return run('peer', args, { env: { ...this.#environment, ...msp } });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

function coreYaml(directory: string, mspId: string, port: number, chaincodePort: number): string {
  return `
peer:
  id: follower
  networkId: test
  address: 127.0.0.1:${port}
  listenAddress: 127.0.0.1:${port}
  chaincodeAddress: 127.0.0.1:${chaincodePort}
  chaincodeListenAddress: 127.0.0.1:${chaincodePort}
  localMspId: ${mspId}
  mspConfigPath: ${join(directory, 'peer-msp')}
  fileSystemPath: ${join(directory, 'data')}
  tls: { enabled: false }
  gateway: { enabled: false }
  discovery: { enabled: false }
  authentication: { timewindow: 15m }
  keepalive: { interval: 60s, timeout: 20s, minInterval: 60s, client: { interval: 60s, timeout: 20s }, deliveryClient: { interval: 60s, timeout: 20s } }
  gossip:
    bootstrap: 127.0.0.1:${port}
    useLeaderElection: false
    orgLeader: true
    pvtData: { pullRetryThreshold: 1s, transientstoreMaxBlockRetention: 1000, pushAckTimeout: 3s, btlPullMargin: 10, reconcileBatchSize: 10, reconcileSleepInterval: 1m, reconciliationEnabled: false, skipPullingInvalidTransactionsDuringCommit: false, implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 } }
    state: { enabled: false }
  deliveryclient: { blockGossipEnabled: false, reconnectTotalTimeThreshold: 3600s, connTimeout: 3s, reConnectBackoffThreshold: 1s }
  BCCSP: { Default: SW, SW: { Hash: SHA2, Security: 256 } }
  handlers:
    authFilters: [{ name: DefaultAuth }, { name: ExpirationCheck }]
    decorators: [{ name: DefaultDecorator }]
    endorsers: { escc: { name: DefaultEndorsement } }
    validators: { vscc: { name: DefaultValidation } }
  validatorPoolSize: 2
  limits: { concurrency: { endorserService: 2500, deliverService: 2500, gatewayService: 500 } }
vm: { endpoint: '' }
chaincode: { mode: net, installTimeout: 300s, startuptimeout: 300s, executetimeout: 30s, system: { _lifecycle: enable, cscc: enable, lscc: enable, qscc: enable }, externalBuilders: [{ name: none, path: ${join(directory, 'builder')} }] }
ledger:
  state: { stateDatabase: goleveldb, totalQueryLimit: 100000 }
  history: { enableHistoryDatabase: true }
  pvtdataStore: { collElgProcMaxDbBatchSize: 5000, collElgProcDbBatchesInterval: 1000, deprioritizedDataReconcilerInterval: 60m, purgeInterval: 100 }
  snapshots: { rootDir: ${join(directory, 'snapshots')} }
operations: { listenAddress: 127.0.0.1:0, tls: { enabled: false } }
metrics: { provider: disabled }
`;
}
