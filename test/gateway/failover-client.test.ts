import { EventEmitter } from 'node:events';
import { FailoverClient, type RpcClient } from '@onceledger/gateway';
import { expect } from 'chai';

type Answer = { readonly code: number } | string;

/** A peer that answers what it is told to, and remembers what it was asked. */
class FakePeer implements RpcClient {
  readonly asked: string[] = [];
  answer: Answer;
  readonly streams: EventEmitter[] = [];

  constructor(answer: Answer) {
    this.answer = answer;
  }

  makeUnaryRequest(...parameters: readonly unknown[]): { cancel(): void } {
    this.asked.push(String(parameters[0]));
    const callback = parameters.at(-1) as (error: Error | null, value?: unknown) => void;
    const { answer } = this;
    if (typeof answer === 'string') callback(null, answer);
    else callback(Object.assign(new Error('no'), answer));
    return { cancel: () => undefined };
  }

  makeServerStreamRequest(...parameters: readonly unknown[]): EventEmitter {
    this.asked.push(String(parameters[0]));
    const stream = new EventEmitter();
    this.streams.push(stream);
    return stream;
  }

  makeBidiStreamRequest(...parameters: readonly unknown[]): EventEmitter {
    return this.makeServerStreamRequest(...parameters);
  }
}

const AWAY: Answer = { code: 14 };
const ENDORSE = '/gateway.Gateway/Endorse';
const SUBMIT = '/gateway.Gateway/Submit';

describe('a client over several peers', () => {
  let time = 0;
  const open = (...answers: Answer[]): { peers: FakePeer[]; client: FailoverClient } => {
    const peers = answers.map((answer) => new FakePeer(answer));
    time = 0;
    return { peers, client: new FailoverClient(peers, () => time) };
  };
  const call = (client: FailoverClient, method: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(method, 1, 2, 3, {}, (error: Error | null, value?: unknown) => {
        if (error === null) resolve(value);
        else reject(error);
      });
    });
  const codeOf = (client: FailoverClient, method: string): Promise<number> =>
    call(client, method).then(
      () => 0,
      (error: unknown) => (error as { code: number }).code,
    );

  it('asks the next peer where the first is away', async () => {
    const { peers, client } = open(AWAY, 'second');
    expect(await call(client, ENDORSE)).to.equal('second');
    expect(peers.map(({ asked }) => asked.length)).to.deep.equal([1, 1]);
  });

  it('asks a peer that was away last, and first again after a while', async () => {
    const { peers, client } = open(AWAY, 'second');
    await call(client, ENDORSE);
    peers[0]!.answer = 'first';
    expect(await call(client, ENDORSE)).to.equal('second');
    time = 5_001;
    expect(await call(client, ENDORSE)).to.equal('first');
  });

  it('hands on every other error at once', async () => {
    const { peers, client } = open({ code: 10 }, 'second');
    expect(await codeOf(client, ENDORSE)).to.equal(10);
    expect(peers[1]!.asked).to.deep.equal([]);
  });

  it('never repeats a submit by itself, but the next one goes to a peer that lives', async () => {
    const { peers, client } = open(AWAY, 'second');
    expect(await codeOf(client, SUBMIT)).to.equal(14);
    expect(peers[1]!.asked).to.deep.equal([]);
    expect(await call(client, SUBMIT)).to.equal('second');
  });

  it('says UNAVAILABLE where all are away', async () => {
    const { client } = open(AWAY, AWAY);
    expect(await codeOf(client, ENDORSE)).to.equal(14);
  });

  it('opens the next stream at another peer where one broke', () => {
    const { peers, client } = open('first', 'second');
    client.makeBidiStreamRequest('/protos.Deliver/Deliver');
    peers[0]!.streams[0]!.emit('error', Object.assign(new Error('gone'), { code: 14 }));
    client.makeBidiStreamRequest('/protos.Deliver/Deliver');
    expect(peers.map(({ asked }) => asked.length)).to.deep.equal([1, 1]);
  });
});
