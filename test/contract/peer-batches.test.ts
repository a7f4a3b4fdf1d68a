import { peer } from '@hyperledger/fabric-protos';
import { contractsFor } from '@onceledger/chaincode';
import { canonicalize, digestOf, timestampOf, type SignedAct } from '@onceledger/chaincode/domain';
import { ChaincodeServer, DirectChaincode } from '@onceledger/chaincode/server';
import { expect } from 'chai';
import { actorOf, draft, newWorld } from '../support/contract-scenes.js';
import { ENTERPRISE, json, LEDGER, type World } from '../support/contract-world.js';
import { StreamPeer, type Announced } from '../support/stream-peer.js';

const { GET_STATE, GET_STATE_MULTIPLE, PUT_STATE, WRITE_BATCH_STATE } = peer.ChaincodeMessage.Type;
const ACTS = 5;

/** Each declares: 5 declarations, and the type and the declarant that all of them share. */
const KEYS = ACTS + 2;

describe('a chaincode process and its peer', () => {
  let world: World;
  let acts: readonly SignedAct[];
  before(async () => {
    world = await newWorld();
    acts = Array.from({ length: ACTS }, (_, index) => {
      const { body } = draft(world, { discriminator: `d${String(index)}`, type: 'trade-mark' });
      return world.sign('declaration.declare', actorOf(ENTERPRISE), body);
    });
  });

  const connected = (announced?: Announced): StreamPeer => {
    const contracts = contractsFor({
      clock: { now: () => timestampOf(world.time) },
      consortium: digestOf(world.bootstrapBody),
      ledger: LEDGER,
    });
    const stream = new StreamPeer(world.peer.state.get('') ?? new Map(), announced);
    const options = { address: '127.0.0.1:0', ccid: 'once_1:00' };
    new ChaincodeServer(new DirectChaincode(contracts, '', ''), options).connect(stream);
    return stream;
  };
  const declareAll = (stream: StreamPeer): ReturnType<StreamPeer['invoke']> =>
    stream.invoke({
      args: [canonicalize(acts.map(json))],
      name: 'declarations:declareMany',
      organization: 'tax',
      time: world.time,
    });
  const count = ({ heard }: StreamPeer, type: number): number => heard.filter((one) => one === type).length;

  it('speak of one key a message where the peer announces nothing', async () => {
    const stream = connected();
    expect(await declareAll(stream)).to.include({ status: 200 });
    expect(stream.heard).to.deep.equal([
      ...Array<number>(KEYS).fill(GET_STATE),
      ...Array<number>(ACTS).fill(PUT_STATE),
    ]);
  });

  it('speak of all keys in one message where the peer takes so many, to the same effect', async () => {
    const [one, other] = [connected(), connected({ reads: 1000, writes: 1000 })];
    const answer = await declareAll(other);
    expect(answer).to.deep.equal(await declareAll(one));
    expect(other.heard).to.deep.equal([GET_STATE_MULTIPLE, WRITE_BATCH_STATE]);
    expect([...other.state]).to.deep.equal([...one.state]);
    expect(other.state.size).to.equal((world.peer.state.get('')?.size ?? 0) + ACTS);
  });

  it('speak of no more at once than the peer takes', async () => {
    const stream = connected({ reads: 3, writes: 2 });
    expect(await declareAll(stream)).to.include({ status: 200 });
    // 7 = 3 + 3 + 1, 5 = 2 + 2 + 1, and one alone goes as it always did.
    expect(count(stream, GET_STATE_MULTIPLE)).to.equal(2);
    expect(count(stream, GET_STATE)).to.equal(1);
    expect(count(stream, WRITE_BATCH_STATE)).to.equal(2);
    expect(count(stream, PUT_STATE)).to.equal(1);
  });

  it('batch reads alone, or writes alone, where the peer takes one of them', async () => {
    const [reads, writes] = [connected({ reads: 10, writes: 0 }), connected({ reads: 0, writes: 10 })];
    await declareAll(reads);
    await declareAll(writes);
    expect(count(reads, GET_STATE_MULTIPLE)).to.equal(1);
    expect(count(reads, PUT_STATE)).to.equal(ACTS);
    expect(count(writes, GET_STATE)).to.equal(KEYS);
    expect(count(writes, WRITE_BATCH_STATE)).to.equal(1);
  });

  it('refuse where the peer refuses a write', async () => {
    for (const announced of [undefined, { reads: 10, writes: 10 }]) {
      const stream = connected(announced);
      stream.refusal = 'tx creator does not have write access permission';
      const { message, status } = await declareAll(stream);
      expect(status).to.equal(500);
      expect(message).to.equal(`INTERNAL: ${stream.refusal}`);
    }
  });
});
