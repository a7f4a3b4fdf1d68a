import { MessageStream } from '@onceledger/chaincode/server';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

/** One end of a stream: what is pushed has come, what went stands in `went`. */
class End extends Duplex {
  readonly went: Buffer[] = [];
  override _read(): void {
    // What comes is pushed.
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.went.push(chunk);
    done();
  }
}

function newEnd(): { readonly end: End; readonly stream: MessageStream; readonly heard: string[] } {
  const end = new End();
  const stream = new MessageStream(end);
  const heard: string[] = [];
  stream.on('data', (message) => heard.push(message.getTxid()));
  return { end, heard, stream };
}

function messageOf(id: string, bytes = 0): peer.ChaincodeMessage {
  const message = new peer.ChaincodeMessage();
  message.setTxid(id);
  message.setPayload(Buffer.alloc(bytes, 7));
  return message;
}

function framed(message: peer.ChaincodeMessage, compressed = 0): Buffer {
  const bytes = message.serializeBinary();
  const prefix = Buffer.from([compressed, 0, 0, 0, 0]);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

async function come(end: End, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks) end.push(chunk);
  await turn();
  await turn();
}

describe('messages between a peer and its chaincode', () => {
  const three = Buffer.concat(['one', 'two', 'three'].map((id) => framed(messageOf(id, 50))));

  it('are heard one by one, however they are cut', async () => {
    for (const size of [1, 2, 5, 7, 64, three.length]) {
      const { end, heard } = newEnd();
      const count = Math.ceil(three.length / size);
      await come(
        end,
        Array.from({ length: count }, (_, at) => three.subarray(at * size, (at + 1) * size)),
      );
      expect(heard, `pieces of ${size}`).to.deep.equal(['one', 'two', 'three']);
    }
  });

  it('may have nothing in them', async () => {
    const { end, heard } = newEnd();
    await come(end, [framed(new peer.ChaincodeMessage()), framed(messageOf('next'))]);
    expect(heard).to.deep.equal(['', 'next']);
  });

  it('go out together where they are written together, in their order', async () => {
    const { end, stream } = newEnd();
    for (const id of ['one', 'two', 'three']) stream.write(messageOf(id, 50));
    await turn();
    stream.write(messageOf('four'));
    await turn();
    expect(end.went).to.have.length(2);
    expect(Buffer.concat(end.went)).to.deep.equal(Buffer.concat([three, framed(messageOf('four'))]));
  });

  it('are all sent before the end', async () => {
    const { end, stream } = newEnd();
    stream.write(messageOf('last'));
    stream.end();
    await turn();
    expect(Buffer.concat(end.went)).to.deep.equal(framed(messageOf('last')));
    expect(end.writableFinished).to.equal(true);
  });

  it('are written to nobody once the peer has gone', async () => {
    const { end, stream } = newEnd();
    stream.write(messageOf('lost'));
    end.destroy();
    await turn();
    expect(end.went).to.deep.equal([]);
  });

  const unreadable = [
    ['compressed', framed(messageOf('two'), 1)],
    ['no chaincode message', Buffer.from([0, 0, 0, 0, 2, 0xff, 0xff])],
  ] as const;
  for (const [what, bytes] of unreadable)
    it(`end where one is ${what}`, async () => {
      const { end, heard, stream } = newEnd();
      const failed = new Promise<Error>((resolve) => stream.once('error', resolve));
      await come(end, [framed(messageOf('one')), bytes]);
      expect((await failed).message).to.contain(what);
      expect(heard).to.deep.equal(['one']);
    });
});
