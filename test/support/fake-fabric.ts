import type { ConnectOptions } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { Metadata } from '@grpc/grpc-js';

/** What one call of the fake answers: a message, or an error as grpc-js makes it. */
export type Answer = object | Error;

export interface Call {
  readonly method: 'Evaluate' | 'Endorse' | 'Submit' | 'CommitStatus';
  readonly transactionId: string;
  /** Function name first; evaluate and endorse only. */
  readonly args: readonly string[];
  readonly transient: Readonly<Record<string, string>>;
  readonly organizations: readonly string[];
  /** The request as sent. */
  readonly bytes: Buffer;
}

/** A grpc error with Fabric's details. */
export function grpcError(code: number, messages: readonly string[] = []): Error {
  const details = messages.map((message) => {
    const detail = new gateway.ErrorDetail();
    detail.setMessage(message);
    // google.rpc.Status.details (3) of google.protobuf.Any with value (2).
    return delimited(3, delimited(2, detail.serializeBinary()));
  });
  const metadata = new Metadata();
  if (messages.length > 0) metadata.set('grpc-status-details-bin', Buffer.concat(details));
  return Object.assign(new Error(`${code} the fake refuses`), { code, metadata });
}

function delimited(field: number, bytes: Uint8Array): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest >= 0x80; rest >>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.of((field << 3) | 2, ...length, rest), bytes]);
}

/** The three methods of a client that fabric-gateway 1.11 uses, answered by one function; see docs of `connect`. */
export class FakeFabric {
  readonly calls: Call[] = [];
  readonly #answer: (call: Call) => Answer | undefined;
  readonly #filtered: Stream[] = [];
  /** False: opening a stream of filtered blocks fails. */
  streams = true;

  /** Undefined answers: endorse with the name of the function, submit, commit valid by block. */
  constructor(answer: (call: Call, fake: FakeFabric) => Answer | undefined = () => undefined) {
    this.#answer = (call) => answer(call, this);
  }

  get client(): ConnectOptions['client'] {
    // The type says more than the library uses; facts of the project say which three methods.
    return {
      close: () => undefined,
      makeBidiStreamRequest: () => this.#stream(),
      makeUnaryRequest: (method: string, ...rest: unknown[]) => {
        this.#unary(method, rest[2] as Message, rest.at(-1) as Callback);
      },
    } as unknown as ConnectOptions['client'];
  }

  methods(): string[] {
    return this.calls.map(({ method }) => method);
  }

  /** A block with these transactions, to whoever follows. */
  commit(transactions: Readonly<Record<string, number>>, block = 7): void {
    const filtered = new peer.FilteredBlock();
    filtered.setNumber(block);
    filtered.setFilteredTransactionsList(
      Object.entries(transactions).map(([id, code]) => {
        const transaction = new peer.FilteredTransaction();
        transaction.setTxid(id);
        transaction.setTxValidationCode(code as 0);
        return transaction;
      }),
    );
    const response = new peer.DeliverResponse();
    response.setFilteredBlock(filtered);
    for (const stream of this.#filtered) stream.push(response);
  }

  breakStreams(): void {
    for (const stream of this.#filtered.splice(0)) stream.fail(grpcError(14));
  }

  #stream(): Stream {
    const stream = new Stream();
    if (this.streams) this.#filtered.push(stream);
    else stream.fail(grpcError(14));
    return stream;
  }

  #unary(path: string, request: Message, callback: Callback): void {
    const call = readCall(path, request);
    this.calls.push(call);
    const answer = this.#answer(call) ?? defaultAnswer(call);
    setImmediate(() => {
      if (answer instanceof Error) callback(answer);
      else callback(null, answer);
      if (call.method === 'Submit' && !(answer instanceof Error) && answer !== SILENT)
        this.commit({ [call.transactionId]: 0 });
    });
  }
}

/** Answer to a submit after which no block comes. */
export const SILENT = new gateway.SubmitResponse();

export function status(code: number): gateway.CommitStatusResponse {
  const response = new gateway.CommitStatusResponse();
  response.setResult(code as 0);
  response.setBlockNumber(9);
  return response;
}

interface Message {
  serializeBinary(): Uint8Array;
}
type Callback = (error: Error | null, value?: object) => void;

function readCall(path: string, request: Message): Call {
  const method = path.slice(path.lastIndexOf('/') + 1) as Call['method'];
  const bytes = Buffer.from(request.serializeBinary());
  const read: { args: string[]; transient: Record<string, string>; organizations: string[]; id: string } = {
    args: [],
    id: '',
    organizations: [],
    transient: {},
  };
  // Read from the bytes: the library's own messages can be of another copy of the classes.
  if (method === 'Endorse') {
    const endorse = gateway.EndorseRequest.deserializeBinary(bytes);
    read.id = endorse.getTransactionId();
    read.organizations = endorse.getEndorsingOrganizationsList();
    readProposal(endorse.getProposedTransaction()!.getProposalBytes_asU8(), read);
  } else if (method === 'Evaluate') {
    const evaluate = gateway.EvaluateRequest.deserializeBinary(bytes);
    read.id = evaluate.getTransactionId();
    read.organizations = evaluate.getTargetOrganizationsList();
    readProposal(evaluate.getProposedTransaction()!.getProposalBytes_asU8(), read);
  } else if (method === 'Submit') read.id = gateway.SubmitRequest.deserializeBinary(bytes).getTransactionId();
  return {
    args: read.args,
    bytes,
    method,
    organizations: read.organizations,
    transactionId: read.id,
    transient: read.transient,
  };
}

function readProposal(bytes: Uint8Array, read: { args: string[]; transient: Record<string, string> }): void {
  const proposal = peer.Proposal.deserializeBinary(bytes);
  const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
  const invocation = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
  read.args = invocation
    .getChaincodeSpec()!
    .getInput()!
    .getArgsList_asU8()
    .map((arg) => Buffer.from(arg).toString());
  payload.getTransientmapMap().forEach((value: Uint8Array | string, name: string) => {
    read.transient[name] = Buffer.from(value as Uint8Array).toString();
  });
}

function defaultAnswer({ args, method, transactionId }: Call): object {
  if (method === 'Endorse') return endorsed(transactionId, outcomeOf(args));
  if (method === 'Evaluate') return evaluated(args[0] === 'GetChainInfo' ? chainInfo(7) : Buffer.from('{}'));
  return method === 'Submit' ? new gateway.SubmitResponse() : status(0);
}

/** One outcome, or as many as the batch has acts. */
function outcomeOf([name = '', first = '']: readonly string[]): string {
  const one = { id: name, record: 'A'.repeat(43), status: 'declared' };
  return JSON.stringify(name.endsWith('Many') ? (JSON.parse(first) as unknown[]).map(() => one) : one);
}

function evaluated(result: Uint8Array): gateway.EvaluateResponse {
  const response = new gateway.EvaluateResponse();
  const inner = new peer.Response();
  inner.setPayload(result);
  response.setResult(inner);
  return response;
}

function chainInfo(height: number): Uint8Array {
  const info = new common.BlockchainInfo();
  info.setHeight(height);
  return info.serializeBinary();
}

export function endorsed(transactionId: string, result: string): gateway.EndorseResponse {
  const inner = new peer.Response();
  inner.setPayload(Buffer.from(result));
  const action = new peer.ChaincodeAction();
  action.setResponse(inner);
  const responsePayload = new peer.ProposalResponsePayload();
  responsePayload.setExtension$(action.serializeBinary());
  const endorsedAction = new peer.ChaincodeEndorsedAction();
  endorsedAction.setProposalResponsePayload(responsePayload.serializeBinary());
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setAction(endorsedAction);
  const transactionAction = new peer.TransactionAction();
  transactionAction.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([transactionAction]);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setTxId(transactionId);
  channelHeader.setChannelId('once');
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  const response = new gateway.EndorseResponse();
  response.setPreparedTransaction(envelope);
  return response;
}

/** A duplex stream as far as fabric-gateway uses one. */
class Stream implements AsyncIterable<object> {
  readonly #queue: (object | Error)[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  write(): boolean {
    return true;
  }

  push(message: object): void {
    this.#queue.push(message);
    this.#wake?.();
  }

  fail(error: Error): void {
    this.push(error);
  }

  cancel(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<object> {
    for (;;) {
      const next = this.#queue.shift();
      if (next instanceof Error) throw next;
      if (next !== undefined) yield next;
      else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
