import { peer } from '@hyperledger/fabric-protos';
import type { Context } from 'fabric-contract-api';
import { ChaincodeMessage } from './shim-messages.js';

type Stub = Context['stub'];

/** What a peer of Fabric 3.1 or later takes in one message; older ones take neither. */
export interface BatchLimits {
  /** Keys of one read; 0: one by one. */
  readonly reads: number;
  /** Records of one write; 0: one by one. */
  readonly writes: number;
}

/** One write of a transaction; public where `collection` is ''. */
export interface Write {
  readonly collection: string;
  readonly key: string;
  readonly value: Uint8Array;
}

/** fabric-shim 2.5.8 knows neither message, but its handler sends whatever it is given and hands the answer over. */
interface Handler {
  /** Absent where no peer is at the other end: the embedded node simulates in its own process. */
  readonly _stream?: object;
  _askPeerAndListen(message: peer.ChaincodeMessage, method: string): Promise<Uint8Array>;
}

const ANNOUNCED = new WeakMap<object, BatchLimits>();
const NONE: BatchLimits = { reads: 0, writes: 0 };

/** What the peer at the other end of a stream said when it declared itself ready. */
export function announceLimits(stream: object, limits: BatchLimits): void {
  ANNOUNCED.set(stream, limits);
}

/** Reads and writes of one transaction in as few messages as its peer takes; each costs both ends more than its content. */
export class PeerBatches {
  readonly #stub: Stub;
  readonly #limits: BatchLimits;

  constructor(stub: Stub) {
    this.#stub = stub;
    const { _stream: stream } = handlerOf(stub);
    this.#limits = (stream === undefined ? undefined : ANNOUNCED.get(stream)) ?? NONE;
  }

  /** Values in the order of the keys; empty where nothing stands under one. */
  async read(keys: readonly string[]): Promise<Uint8Array[]> {
    const values: Uint8Array[] = [];
    const size = keys.length < 2 ? 0 : this.#limits.reads;
    for (const some of chunks(keys, size))
      values.push(...(some.length < 2 ? [await this.#stub.getState(some[0] ?? '')] : await this.#ask(some)));
    return values;
  }

  async write(writes: readonly Write[]): Promise<void> {
    const size = writes.length < 2 ? 0 : this.#limits.writes;
    for (const some of chunks(writes, size)) {
      const [first] = some;
      if (some.length > 1) await this.#tell(some);
      else if (first !== undefined) await this.#put(first);
    }
  }

  async #ask(keys: readonly string[]): Promise<Uint8Array[]> {
    const message = new peer.GetStateMultiple();
    message.setKeysList([...keys]);
    const answer = await this.#send(
      peer.ChaincodeMessage.Type.GET_STATE_MULTIPLE,
      message.serializeBinary(),
      'GetStateMultiple',
    );
    return peer.GetStateMultipleResult.deserializeBinary(answer).getValuesList_asU8();
  }

  async #tell(writes: readonly Write[]): Promise<void> {
    const message = new peer.WriteBatchState();
    message.setRecList(writes.map(toRecord));
    await this.#send(
      peer.ChaincodeMessage.Type.WRITE_BATCH_STATE,
      message.serializeBinary(),
      'WriteBatchState',
    );
  }

  #put({ collection, key, value }: Write): Promise<void> {
    return collection === ''
      ? this.#stub.putState(key, value)
      : this.#stub.putPrivateData(collection, key, value);
  }

  #send(
    type: peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap],
    payload: Uint8Array,
    method: string,
  ): Promise<Uint8Array> {
    const message = new ChaincodeMessage();
    message.setType(type);
    message.setPayload(payload);
    message.setTxid(this.#stub.getTxID());
    message.setChannelId(this.#stub.getChannelID());
    return handlerOf(this.#stub)._askPeerAndListen(message, method);
  }
}

function toRecord({ collection, key, value }: Write): peer.WriteRecord {
  const record = new peer.WriteRecord();
  record.setType(peer.WriteRecord.Type.PUT_STATE);
  record.setCollection(collection);
  record.setKey(key);
  record.setValue(value);
  return record;
}

function handlerOf(stub: Stub): Handler {
  return (stub as unknown as { readonly handler: Handler }).handler;
}

function* chunks<Item>(items: readonly Item[], size: number): Iterable<readonly Item[]> {
  const step = Math.max(size, 1);
  for (let at = 0; at < items.length; at += step) yield items.slice(at, at + step);
}
