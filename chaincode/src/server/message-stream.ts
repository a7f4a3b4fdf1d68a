import type { peer } from '@hyperledger/fabric-protos';
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { ChaincodeMessage } from '../ledger/shim-messages.js';

/** gRPC over HTTP/2, "Length-Prefixed-Message": one byte that says whether it is compressed, four of length, the message. */
const PREFIX = 5;
const COMPRESSED = 0;
const LENGTH = 1;

interface Events {
  data: [peer.ChaincodeMessage];
  end: [];
  error: [Error];
}

/**
 * A peer's one call, as fabric-shim's handler wants it: messages come as `data`, and go by `write`. What is written while
 * what has come is handled goes out together: under load that is most of what a message costs.
 */
export class MessageStream extends EventEmitter<Events> {
  readonly #stream: Duplex;
  #come: Buffer[] = [];
  /** Bytes that have come, and that the next message needs. */
  #size = 0;
  #needed = PREFIX;
  #going: Uint8Array[] = [];

  constructor(stream: Duplex) {
    super();
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    stream.on('end', () => this.emit('end'));
    stream.on('error', (error) => this.emit('error', error));
  }

  write(message: peer.ChaincodeMessage): void {
    const bytes = message.serializeBinary();
    const prefix = Buffer.alloc(PREFIX);
    prefix.writeUInt32BE(bytes.length, LENGTH);
    if (this.#going.push(prefix, bytes) > 2) return;
    setImmediate(() => {
      this.#flush();
    });
  }

  end(): void {
    this.#flush();
    this.#stream.end();
  }

  /** Nobody hears it where the peer has gone: it asks again, elsewhere or later. */
  #flush(): void {
    const going = this.#going;
    this.#going = [];
    if (going.length > 0 && this.#stream.writable) this.#stream.write(Buffer.concat(going));
  }

  /** Joined only where a message is whole: a large one comes in hundreds of pieces. */
  #take(chunk: Buffer): void {
    this.#come.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return;
    let bytes = this.#come.length === 1 ? chunk : Buffer.concat(this.#come);
    for (;;) {
      this.#needed = bytes.length < PREFIX ? PREFIX : PREFIX + bytes.readUInt32BE(LENGTH);
      if (bytes.length < this.#needed) break;
      const message = messageIn(bytes.subarray(0, this.#needed));
      if (message instanceof Error) {
        this.#stream.destroy(message);
        return;
      }
      this.emit('data', message);
      bytes = bytes.subarray(this.#needed);
    }
    this.#come = [bytes];
    this.#size = bytes.length;
  }
}

/** Why there is none, where a peer sends what nobody offered to take or can read. */
function messageIn(bytes: Buffer): peer.ChaincodeMessage | Error {
  if (bytes[COMPRESSED] !== 0) return new Error('a peer sent a compressed message');
  try {
    return ChaincodeMessage.deserializeBinary(bytes.subarray(PREFIX));
  } catch (error) {
    return new Error('a peer sent what is no chaincode message', { cause: error });
  }
}
