import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { credentials, type ChannelCredentials } from '@grpc/grpc-js';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import {
  decodeBlock,
  encodeSignatureHeader,
  headerOf,
  signEnvelope,
  type Block,
  type Signer,
} from '@onceledger/network/blocks';
import {
  mspDefinition,
  signerOf,
  writeMspFolder,
  type CertificateAuthority,
  type Identity,
  type TlsCertificate,
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

export interface RealPeerParts {
  readonly authority: CertificateAuthority;
  readonly peer: Identity;
  readonly admin: Identity;
  /** With TLS, which orderers are then reached by, too. */
  readonly tls?: TlsCertificate;
  /** Where orderers are, if not where the channel's configuration says. */
  readonly orderers?: readonly { from: string; to: string; caCertsFile: string }[];
}

/** A Fabric peer in a process of its own that follows a channel and runs no chaincode. */
export class RealPeer {
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #address: string;
  readonly #admin: Identity;
  readonly #credentials: ChannelCredentials;
  readonly #process: ChildProcess;

  static async start(directory: string, parts: RealPeerParts): Promise<RealPeer> {
    const msp = mspDefinition(parts.authority);
    await writeMspFolder(join(directory, 'peer-msp'), parts.peer, msp);
    await writeMspFolder(join(directory, 'admin-msp'), parts.admin, msp);
    await mkdir(join(directory, 'data'), { recursive: true });
    // A peer starts only with Docker or a builder; this one detects nothing.
    await mkdir(join(directory, 'builder', 'bin'), { recursive: true });
    await writeFile(join(directory, 'builder', 'bin', 'detect'), '#!/bin/sh\nexit 1\n', { mode: 0o700 });
    const [port, chaincodePort] = [await freePort(), await freePort()];
    await writeTls(directory, parts);
    await writeFile(join(directory, 'core.yaml'), coreYaml(directory, parts, port, chaincodePort));
    const started = new RealPeer(directory, port, parts);
    try {
      await started.#ready();
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  private constructor(directory: string, port: number, { admin, tls, authority }: RealPeerParts) {
    this.#directory = directory;
    this.#address = `localhost:${port}`;
    this.#admin = admin;
    this.#credentials = tls
      ? credentials.createSsl(Buffer.from(authority.tlsCertificate))
      : credentials.createInsecure();
    this.#environment = {
      ...process.env,
      FABRIC_CFG_PATH: directory,
      CORE_PEER_ADDRESS: this.#address,
      ...(tls && { CORE_PEER_TLS_ROOTCERT_FILE: join(directory, 'tls', 'ca.pem') }),
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
      const { stdout } = await this.#peer('channel', 'getinfo', '-c', channel).catch(() => ({
        stdout: 'nowhere',
      }));
      if (new RegExp(`"height":${height}[,}]`).test(stdout)) return;
      if (Date.now() > until || this.#process.exitCode !== null)
        throw new Error(`the peer stays at ${stdout}\n${await this.log()}`);
      await pause(500);
    }
  }

  /** The first blocks as this peer committed them, with its own codes and commit hashes. */
  async blocks(channel: string, count: number): Promise<Block[]> {
    const client = new peer.DeliverClient(this.#address, this.#credentials);
    const call = client.deliver();
    call.write(seekRequest(channel, count - 1, signerOf(this.#admin)));
    const blocks: Block[] = [];
    try {
      for await (const response of call as AsyncIterable<peer.DeliverResponse>) {
        const block = response.getBlock();
        if (block === undefined) throw new Error(`the peer answers with status ${response.getStatus()}`);
        if (blocks.push(decodeBlock(block.serializeBinary())) === count) break;
      }
    } finally {
      call.cancel();
      client.close();
    }
    return blocks;
  }

  async log(): Promise<string> {
    const text = await readFile(join(this.#directory, 'peer.log'), 'utf8');
    return text.split('\n').slice(-60).join('\n');
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

/** A signed request for blocks 0 to `last`. */
function seekRequest(channel: string, last: number, signer: Signer): common.Envelope {
  const seek = new orderer.SeekInfo();
  seek.setStart(position(0));
  seek.setStop(position(last));
  const header = new common.ChannelHeader();
  header.setType(common.HeaderType.DELIVER_SEEK_INFO);
  header.setChannelId(channel);
  header.setTimestamp(timestamps.Timestamp.fromDate(new Date()));
  const payload = new common.Payload();
  payload.setHeader(
    headerOf(header.serializeBinary(), encodeSignatureHeader(signer.serializedIdentity, randomBytes(24))),
  );
  payload.setData(seek.serializeBinary());
  return common.Envelope.deserializeBinary(signEnvelope(payload.serializeBinary(), signer));
}

function position(number: number): orderer.SeekPosition {
  const specified = new orderer.SeekSpecified();
  specified.setNumber(number);
  const at = new orderer.SeekPosition();
  at.setSpecified(specified);
  return at;
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

async function writeTls(directory: string, { tls, authority }: RealPeerParts): Promise<void> {
  if (!tls) return;
  await mkdir(join(directory, 'tls'), { recursive: true });
  await writeFile(join(directory, 'tls', 'cert.pem'), tls.certificate);
  await writeFile(join(directory, 'tls', 'key.pem'), tls.privateKey, { mode: 0o600 });
  await writeFile(join(directory, 'tls', 'ca.pem'), authority.tlsCertificate);
}

function coreYaml(directory: string, parts: RealPeerParts, port: number, chaincodePort: number): string {
  const { mspId } = parts.peer;
  const tls = (name: string): string => `{ file: ${join(directory, 'tls', name)} }`;
  const secure = `{ enabled: true, cert: ${tls('cert.pem')}, key: ${tls('key.pem')}, rootcert: ${tls('ca.pem')} }`;
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
  tls: ${parts.tls ? secure : '{ enabled: false }'}
  gateway: { enabled: false }
  discovery: { enabled: false }
  authentication: { timewindow: 15m }
  keepalive: { interval: 60s, timeout: 20s, minInterval: 60s, client: { interval: 60s, timeout: 20s }, deliveryClient: { interval: 60s, timeout: 20s } }
  gossip:
    bootstrap: 127.0.0.1:${port}
    useLeaderElection: false
    orgLeader: true
    pvtData: { pullRetryThreshold: 10ms, transientstoreMaxBlockRetention: 1000, pushAckTimeout: 3s, btlPullMargin: 10, reconcileBatchSize: 10, reconcileSleepInterval: 1m, reconciliationEnabled: false, skipPullingInvalidTransactionsDuringCommit: false, implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 } }
    state: { enabled: false }
  deliveryclient: { blockGossipEnabled: false, reconnectTotalTimeThreshold: 3600s, connTimeout: 3s, reConnectBackoffThreshold: 1s, addressOverrides: ${JSON.stringify(parts.orderers ?? [])} }
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
