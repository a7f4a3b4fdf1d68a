import { peer } from '@hyperledger/fabric-protos';
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { proposalOf, type Invocation } from './chaincode-peer.js';

const { Type } = peer.ChaincodeMessage;
type Answered = { readonly status: number; readonly message: string; readonly payload: string };
type Handler = (payload: Uint8Array) => Uint8Array;

/** What a peer takes in one message; absent where it is older than Fabric 3.1 and announces nothing. */
export interface Announced {
  readonly reads: number;
  readonly writes: number;
}

/** The peer's end of a chaincode's stream, with a state of its own. */
export class StreamPeer extends EventEmitter {
  readonly state: Map<string, Buffer>;
  /** Types of what the chaincode asked and told, in their order. */
  readonly heard: number[] = [];
  /** What is answered to writes instead of taking them. */
  refusal: string | undefined;
  readonly #announced: Announced | undefined;
  #answer: ((answer: Answered) => void) | undefined;

  constructor(state: ReadonlyMap<string, Buffer>, announced?: Announced) {
    super();
    this.state = new Map(state);
    this.#announced = announced;
  }

  invoke(invocation: Invocation): Promise<Answered> {
    const input = new peer.ChaincodeInput();
    input.setArgsList([invocation.name, ...invocation.args].map((text) => Buffer.from(text)));
    const message = newMessage(Type.TRANSACTION, input.serializeBinary());
    message.setTxid(randomBytes(32).toString('hex'));
    message.setChannelId('once');
    message.setProposal(proposalOf(invocation, 'once'));
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.emit('data', message);
    });
  }

  /** What the chaincode sends. */
  write(message: peer.ChaincodeMessage): void {
    if (message.getType() === Type.REGISTER) this.#welcome();
    // As over a network: later.
    else
      setImmediate(() => {
        this.#take(message);
      });
  }

  end(): void {
    this.emit('close');
  }

  #take(message: peer.ChaincodeMessage): void {
    if (message.getType() === Type.COMPLETED) this.#complete(message);
    else this.#respond(message);
  }

  #welcome(): void {
    this.emit('data', newMessage(Type.REGISTERED, new Uint8Array()));
    const said = new peer.ChaincodeAdditionalParams();
    said.setUseGetMultipleKeys((this.#announced?.reads ?? 0) > 0);
    said.setMaxSizeGetMultipleKeys(this.#announced?.reads ?? 0);
    said.setUseWriteBatch((this.#announced?.writes ?? 0) > 0);
    said.setMaxSizeWriteBatch(this.#announced?.writes ?? 0);
    this.emit('data', newMessage(Type.READY, said.serializeBinary()));
  }

  #complete(message: peer.ChaincodeMessage): void {
    const response = peer.Response.deserializeBinary(message.getPayload_asU8());
    this.#answer?.({
      message: response.getMessage(),
      payload: Buffer.from(response.getPayload_asU8()).toString(),
      status: response.getStatus(),
    });
  }

  #respond(message: peer.ChaincodeMessage): void {
    const type = message.getType();
    this.heard.push(type);
    const handler = this.#handlers[type];
    const writes = type === Type.PUT_STATE || type === Type.WRITE_BATCH_STATE;
    const refusal = handler === undefined ? 'cannot handle message' : writes ? this.refusal : undefined;
    const payload = refusal === undefined ? handler?.(message.getPayload_asU8()) : Buffer.from(refusal);
    const answer = newMessage(
      refusal === undefined ? Type.RESPONSE : Type.ERROR,
      payload ?? new Uint8Array(),
    );
    answer.setTxid(message.getTxid());
    answer.setChannelId(message.getChannelId());
    this.emit('data', answer);
  }

  readonly #handlers: Readonly<Record<number, Handler>> = {
    [Type.GET_STATE]: (payload) => this.#get(peer.GetState.deserializeBinary(payload).getKey()),
    [Type.GET_STATE_MULTIPLE]: (payload) => {
      const result = new peer.GetStateMultipleResult();
      const keys = peer.GetStateMultiple.deserializeBinary(payload).getKeysList();
      result.setValuesList(keys.map((key) => this.#get(key)));
      return result.serializeBinary();
    },
    [Type.PUT_STATE]: (payload) => this.#put(peer.PutState.deserializeBinary(payload)),
    [Type.WRITE_BATCH_STATE]: (payload) => {
      for (const record of peer.WriteBatchState.deserializeBinary(payload).getRecList()) this.#put(record);
      return new Uint8Array();
    },
  };

  #get(key: string): Uint8Array {
    return this.state.get(key) ?? new Uint8Array();
  }

  #put(write: Pick<peer.PutState, 'getCollection' | 'getKey' | 'getValue_asU8'>): Uint8Array {
    this.state.set(`${write.getCollection()}${write.getKey()}`, Buffer.from(write.getValue_asU8()));
    return new Uint8Array();
  }
}

function newMessage(
  type: peer.ChaincodeMessage['getType'] extends () => infer T ? T : never,
  payload: Uint8Array,
) {
  const message = new peer.ChaincodeMessage();
  message.setType(type);
  message.setPayload(payload);
  return message;
}
