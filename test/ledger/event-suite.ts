import { checkpointers, type CloseableAsyncIterable } from '@hyperledger/fabric-gateway';
import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { text, type Clients } from './suite.js';

export function eventSuite(use: () => Clients): void {
  const emit = async (key: string, name: string): Promise<bigint> => {
    const contract = await use().contract('alpha');
    const commit = await contract.submitAsync('event', { arguments: [key, name, `payload of ${name}`] });
    return (await commit.getStatus()).blockNumber;
  };
  const height = async (): Promise<bigint> => {
    const answer = await (
      await use().contract('alpha', 'qscc')
    ).evaluateTransaction('GetChainInfo', use().ledger.channel);
    return BigInt(common.BlockchainInfo.deserializeBinary(answer).getHeight());
  };

  describe('chaincode events', () => {
    it('come as they are committed', async () => {
      const events = await (await use().network('beta')).getChaincodeEvents('once');
      const block = await emit('e.live', 'live');
      const [event] = await take(events, 1);
      expect(event).to.deep.include({ blockNumber: block, chaincodeName: 'once', eventName: 'live' });
      expect(text(event!.payload)).to.equal('payload of live');
    });

    it('are replayed from any block, each once and in order', async () => {
      const startBlock = await height();
      await emit('e.1', 'one');
      await use().submit('alpha', 'put', 'e.silent', 'x');
      await emit('e.2', 'two');
      const events = await (await use().network('gamma')).getChaincodeEvents('once', { startBlock });
      expect((await take(events, 2)).map(({ eventName }) => eventName)).to.deep.equal(['one', 'two']);
    });

    it('go on after a checkpoint, in the middle of a block, too', async () => {
      const startBlock = await height();
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => emit(`e.${name}`, name)));
      const network = await use().network('alpha');
      const all = await take(await network.getChaincodeEvents('once', { startBlock }), 4);
      const checkpoint = checkpointers.inMemory();
      await checkpoint.checkpointChaincodeEvent(all[1]!);
      const rest = await take(await network.getChaincodeEvents('once', { startBlock: 0n, checkpoint }), 2);
      expect(rest.map(({ eventName }) => eventName)).to.deep.equal(
        all.slice(2).map(({ eventName }) => eventName),
      );
    });

    it('are not told of another chaincode, nor of transactions that took no effect', async () => {
      const startBlock = await height();
      const contract = await use().contract('alpha');
      const failed = await contract.submitAsync('event', {
        arguments: ['e.no', 'no', 'x'],
        endorsingOrganizations: ['alpha'],
      });
      await failed.getStatus();
      await emit('e.yes', 'yes');
      const [event] = await take(
        await (await use().network('alpha')).getChaincodeEvents('once', { startBlock }),
        1,
      );
      expect(event!.eventName).to.equal('yes');
    });

    it('end when the client closes them', async () => {
      const events = await (await use().network('alpha')).getChaincodeEvents('once');
      const waiting = take(events, 1).then(
        () => 'event',
        (error: unknown) => (error as { code: number }).code,
      );
      events.close();
      expect(await waiting).to.equal(1);
    });
  });

  describe('block events', () => {
    it('bring whole blocks from any block on', async () => {
      const network = await use().network('beta');
      const blocks = await take(await network.getBlockEvents({ startBlock: 0n }), 3);
      expect(blocks.map((block) => block.getHeader()?.getNumber())).to.deep.equal([0, 1, 2]);
      expect(blocks[1]!.getHeader()?.getPreviousHash_asU8()).to.have.length(32);
      expect(blocks[2]!.getMetadata()?.getMetadataList_asU8()[2]).to.deep.equal(Uint8Array.of(0));
    });

    it('come as they are committed', async () => {
      const network = await use().network('alpha');
      const events = await network.getBlockEvents();
      const block = await emit('b.live', 'block');
      const [found] = await take(events, 1);
      expect(BigInt(found!.getHeader()?.getNumber() ?? -1)).to.equal(block);
    });

    it('come filtered: identifiers, codes and event names without payloads', async () => {
      const startBlock = await height();
      await emit('b.filtered', 'filtered');
      const network = await use().network('alpha');
      const [found] = await take(await network.getFilteredBlockEvents({ startBlock }), 1);
      const [transaction] = found!.getFilteredTransactionsList();
      expect(found!.getChannelId()).to.equal(use().ledger.channel);
      expect(transaction!.getTxValidationCode()).to.equal(peer.TxValidationCode.VALID);
      const event = transaction!.getTransactionActions()?.getChaincodeActionsList()[0]?.getChaincodeEvent();
      expect(event?.getEventName()).to.equal('filtered');
      expect(event?.getPayload_asU8()).to.have.length(0);
    });

    it('come with the private data of the reader’s own collections', async () => {
      const startBlock = await height();
      await use().submitPrivate('alpha', ['putPrivate', 'sealed', 'b.private'], 'seen by members');
      const bytesFor = async (organization: 'beta' | 'gamma'): Promise<string> => {
        const network = await use().network(organization);
        const [found] = await take(await network.getBlockAndPrivateDataEvents({ startBlock }), 1);
        expect(found!.getBlock()?.getHeader()?.getNumber()).to.equal(Number(startBlock));
        let bytes = '';
        found!.getPrivateDataMapMap().forEach((set) => (bytes += text(set.serializeBinary())));
        return bytes;
      };
      expect(await bytesFor('beta')).to.contain('seen by members');
      expect(await bytesFor('gamma')).to.equal('');
    });
  });

  async function take<T>(events: CloseableAsyncIterable<T>, count: number): Promise<T[]> {
    const taken: T[] = [];
    try {
      for await (const event of events) {
        taken.push(event);
        if (taken.length === count) break;
      }
      return taken;
    } finally {
      events.close();
    }
  }
}
