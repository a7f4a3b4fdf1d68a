import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { credentials, status, type ClientDuplexStream } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { proposalOf, type Invocation } from './chaincode-peer.js';

const Type = peer.ChaincodeMessage.Type;
type Message = peer.ChaincodeMessage;
const require = createRequire(import.meta.url);
/** The deployable package: its main is dist/index.js. */
const CHAINCODE = path.dirname(path.dirname(require.resolve('@onceledger/chaincode')));
/** What serves it: its own program, or the unchanged `fabric-chaincode-node server`. */
export const PROGRAMS = {
  'fabric-chaincode-node': [require.resolve('fabric-shim/cli.js'), 'server'],
  'its own program': [fileURLToPath(new URL('main.js', import.meta.resolve('@onceledger/chaincode/server')))],
} as const;

/** The chaincode as operators start it, in a process of its own. */
export class ChaincodeProcess {
  readonly address: string;
  readonly #child: ChildProcess;
  #output = '';

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.address = address;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => (this.#output += text.toString()));
    }
  }

  static async start(
    id: string,
    variables: Readonly<Record<string, string>>,
    program: keyof typeof PROGRAMS = 'fabric-chaincode-node',
    options: readonly string[] = [],
  ): Promise<ChaincodeProcess> {
    const address = `127.0.0.1:${String(await freePort())}`;
    const args = [...PROGRAMS[program], `--chaincode-address=${address}`, `--chaincode-id=${id}`, ...options];
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('ONCE_')),
    );
    const child = spawn(process.execPath, args, { cwd: CHAINCODE, env: { ...inherited, ...variables } });
    return new ChaincodeProcess(child, address);
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves once its port is taken. */
  async listening(): Promise<void> {
    const [host = '', port = ''] = this.address.split(':');
    for (;;) {
      const socket = connect(Number(port), host);
      const taken = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => {
          resolve(true);
        });
        socket.once('error', () => {
          resolve(false);
        });
      });
      socket.destroy();
      if (taken) return;
      await wait(50);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await ended;
  }
}

export interface Completion {
  readonly status: number;
  readonly message: string;
  readonly payload: string;
  readonly event?: string;
  readonly reads: readonly string[];
  readonly writes: ReadonlyMap<string, string>;
}

/** A peer's side of the conversation; it serves reads from the state given and keeps writes apart. */
export class GrpcPeer {
  readonly #state: ReadonlyMap<string, Buffer>;
  readonly #stream: ClientDuplexStream<Message, Message>;
  readonly #client: peer.ChaincodeClient;
  readonly #waiting: ((message: Message) => void)[] = [];
  readonly #received: Message[] = [];

  private constructor(address: string, state: ReadonlyMap<string, Buffer>) {
    this.#state = state;
    this.#client = new peer.ChaincodeClient(address, credentials.createInsecure());
    this.#stream = this.#client.connect();
    this.#stream.on('data', (message: Message) => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#received.push(message);
      else next(message);
    });
    this.#stream.on('error', () => undefined);
  }

  /** Connects as soon as the process listens, and registers it. @returns the peer and the chaincode's name */
  static async register(
    address: string,
    state: ReadonlyMap<string, Buffer>,
  ): Promise<readonly [GrpcPeer, string]> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const made = new GrpcPeer(address, state);
      const register = await Promise.race([made.#next(), wait(300)]);
      if (register !== undefined) return [made, made.#accept(register)];
      made.close();
    }
    throw new Error('the chaincode did not register');
  }

  close(): void {
    this.#stream.end();
    this.#client.close();
  }

  /** The status of a call of another method. */
  call(method: string): Promise<status> {
    return new Promise((resolve) => {
      this.#client.makeUnaryRequest(
        method,
        (one: Buffer) => one,
        (one) => one,
        Buffer.alloc(0),
        (error) => {
          resolve(error?.code ?? status.OK);
        },
      );
    });
  }

  /** One proposal, from TRANSACTION to COMPLETED. */
  async invoke(invocation: Invocation): Promise<Completion> {
    const transactionId = randomBytes(32).toString('hex');
    const input = new peer.ChaincodeInput();
    input.setArgsList([invocation.name, ...invocation.args].map((text) => Buffer.from(text)));
    const message = this.#message(Type.TRANSACTION, transactionId, input.serializeBinary());
    message.setProposal(proposalOf(invocation, 'once'));
    this.#stream.write(message);
    const reads: string[] = [];
    const writes = new Map<string, string>();
    for (;;) {
      const asked = await this.#next();
      if (asked.getType() === Type.COMPLETED) return completionOf(asked, reads, writes);
      this.#stream.write(this.#message(Type.RESPONSE, transactionId, this.#answer(asked, reads, writes)));
    }
  }

  #accept(register: Message): string {
    if (register.getType() !== Type.REGISTER) throw new Error('the first message is not REGISTER');
    this.#stream.write(this.#message(Type.REGISTERED, '', new Uint8Array()));
    this.#stream.write(this.#message(Type.READY, '', new Uint8Array()));
    return peer.ChaincodeID.deserializeBinary(register.getPayload_asU8()).getName();
  }

  #answer(asked: Message, reads: string[], writes: Map<string, string>): Uint8Array {
    if (asked.getType() === Type.GET_STATE) {
      const key = peer.GetState.deserializeBinary(asked.getPayload_asU8()).getKey();
      reads.push(key);
      return this.#state.get(key) ?? new Uint8Array();
    }
    if (asked.getType() !== Type.PUT_STATE) throw new Error(`unexpected message ${String(asked.getType())}`);
    const put = peer.PutState.deserializeBinary(asked.getPayload_asU8());
    writes.set(put.getKey(), Buffer.from(put.getValue_asU8()).toString());
    return new Uint8Array();
  }

  #message(
    type: Message extends { getType(): infer T } ? T : never,
    id: string,
    payload: Uint8Array,
  ): Message {
    const message = new peer.ChaincodeMessage();
    message.setType(type);
    message.setTxid(id);
    message.setChannelId('once');
    message.setPayload(payload);
    return message;
  }

  #next(): Promise<Message> {
    const received = this.#received.shift();
    if (received !== undefined) return Promise.resolve(received);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

function completionOf(
  completed: Message,
  reads: readonly string[],
  writes: ReadonlyMap<string, string>,
): Completion {
  const response = peer.Response.deserializeBinary(completed.getPayload_asU8());
  const event = completed.getChaincodeEvent();
  return {
    status: response.getStatus(),
    message: response.getMessage(),
    payload: Buffer.from(response.getPayload_asU8()).toString(),
    ...(event === undefined ? {} : { event: Buffer.from(event.getPayload_asU8()).toString() }),
    reads,
    writes,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
