import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { errorOf, refusalOf } from './failures.js';
import type { Clients } from './suite.js';

export function querySuite(use: () => Clients): void {
  const evaluate = async (...args: [string, ...string[]]): Promise<unknown> =>
    JSON.parse(await use().evaluate('beta', ...args));

  describe('queries', () => {
    before(async () => {
      for (const key of ['q1', 'q2', 'q3', 'q4', 'q5'])
        await use().submit('alpha', 'put', key, `value of ${key}`);
    });

    it('answers ranges in key order, the end excluded', async () => {
      expect(await evaluate('list', 'q2', 'q4')).to.deep.equal([
        ['q2', 'value of q2'],
        ['q3', 'value of q3'],
      ]);
    });

    it('orders keys by their UTF-8 bytes', async () => {
      for (const key of ['utf\u{10000}', 'utf\uffee', 'utfz']) await use().submit('alpha', 'put', key, 'x');
      expect(await evaluate('list', 'utf', 'utg')).to.deep.equal([
        ['utfz', 'x'],
        ['utf\uffee', 'x'],
        ['utf\u{10000}', 'x'],
      ]);
    });

    it('pages through a range with bookmarks', async () => {
      const first = await evaluate('page', 'q1', 'q9', '2', '');
      expect(first).to.deep.equal({
        results: [
          ['q1', 'value of q1'],
          ['q2', 'value of q2'],
        ],
        bookmark: 'q3',
        fetched: 2,
      });
      const last = await evaluate('page', 'q1', 'q9', '10', 'q3');
      expect(last).to.deep.equal({
        results: [
          ['q3', 'value of q3'],
          ['q4', 'value of q4'],
          ['q5', 'value of q5'],
        ],
        bookmark: '',
        fetched: 3,
      });
    });

    it('answers more results than one batch holds', async () => {
      const keys = Array.from({ length: 250 }, (_, index) => `batch.${String(index).padStart(3, '0')}`);
      await Promise.all(keys.map((key) => use().submit('alpha', 'put', key, 'x')));
      const found = (await evaluate('list', 'batch.', 'batch/')) as [string, string][];
      expect(found.map(([key]) => key)).to.deep.equal(keys);
    });

    it('finds composite keys by their first part', async () => {
      await use().submit('alpha', 'putComposite', 'licence', 'north', '1', 'a');
      await use().submit('alpha', 'putComposite', 'licence', 'north', '2', 'b');
      await use().submit('alpha', 'putComposite', 'licence', 'south', '1', 'c');
      expect(await evaluate('byPart', 'licence', 'north')).to.deep.equal([
        ['north', '1', 'a'],
        ['north', '2', 'b'],
      ]);
    });

    it('tells the history of a key, newest first, deletions included', async () => {
      await use().submit('alpha', 'put', 'history', 'one');
      await use().submit('alpha', 'put', 'history', 'two');
      await use().submit('alpha', 'remove', 'history');
      const found = (await evaluate('history', 'history')) as {
        txId: string;
        value: string;
        isDelete: boolean;
      }[];
      expect(found.map(({ value, isDelete }) => [value, isDelete])).to.deep.equal([
        ['', true],
        ['two', false],
        ['one', false],
      ]);
      expect(found.every(({ txId }) => /^[0-9a-f]{64}$/.test(txId))).to.equal(true);
    });
  });

  describe('qscc', () => {
    const ask = async (...args: [string, ...string[]]): Promise<Uint8Array> =>
      (await use().contract('gamma', 'qscc')).evaluateTransaction(...args);

    it('tells height and hashes', async () => {
      const info = common.BlockchainInfo.deserializeBinary(await ask('GetChainInfo', use().ledger.channel));
      const last = await blockAt(info.getHeight() - 1);
      expect(last.getHeader()?.getPreviousHash_asB64()).to.equal(info.getPreviousblockhash_asB64());
      expect(info.getCurrentblockhash_asU8()).to.have.length(32);
    });

    it('answers blocks by number, from the genesis block on', async () => {
      const genesis = await blockAt(0);
      expect(genesis.getHeader()?.getNumber()).to.equal(0);
      expect(genesis.getHeader()?.getPreviousHash_asU8()).to.have.length(0);
      expect((await blockAt(1)).getHeader()?.getNumber()).to.equal(1);
    });

    it('answers blocks and transactions by transaction identifier', async () => {
      const contract = await use().contract('alpha');
      const commit = await contract.submitAsync('put', { arguments: ['qscc', 'x'] });
      const { blockNumber, transactionId } = await commit.getStatus();
      const block = common.Block.deserializeBinary(
        await ask('GetBlockByTxID', use().ledger.channel, transactionId),
      );
      expect(BigInt(block.getHeader()?.getNumber() ?? -1)).to.equal(blockNumber);
      const found = peer.ProcessedTransaction.deserializeBinary(
        await ask('GetTransactionByID', use().ledger.channel, transactionId),
      );
      expect(found.getValidationcode()).to.equal(0);
      const payload = common.Payload.deserializeBinary(found.getTransactionenvelope()!.getPayload_asU8());
      const header = common.ChannelHeader.deserializeBinary(payload.getHeader()!.getChannelHeader_asU8());
      expect(header.getTxId()).to.equal(transactionId);
    });

    it('says what is not there', async () => {
      const { channel } = use().ledger;
      expect(await refusalOf(ask('GetBlockByNumber', channel, '99999999'))).to.contain(
        'Failed to get block number 99999999',
      );
      expect(await refusalOf(ask('GetTransactionByID', channel, 'ff'))).to.contain(
        'Failed to get transaction with id ff',
      );
      expect(await refusalOf(ask('GetBlockByTxID', channel, 'ff'))).to.contain(
        'Failed to get block for txID ff',
      );
      expect(await refusalOf(ask('GetNothing', channel, 'x'))).to.contain('access denied for [GetNothing]');
      expect(await refusalOf(ask('GetChainInfo', 'elsewhere'))).to.contain('Invalid chain ID, elsewhere');
    });

    async function blockAt(number: number): Promise<common.Block> {
      return common.Block.deserializeBinary(
        await ask('GetBlockByNumber', use().ledger.channel, String(number)),
      );
    }
  });

  describe('unknown names', () => {
    it('refuses an unknown function with the contract’s words', async () => {
      expect(await refusalOf(use().evaluate('alpha', 'nothing'))).to.match(
        /^chaincode response 500, .*does not exist/,
      );
    });

    it('refuses an unknown chaincode and an unknown channel', async () => {
      const elsewhere = (await use().gateway('alpha')).getNetwork('elsewhere').getContract('once');
      expect((await errorOf(elsewhere.evaluateTransaction('get', 'x'))).message).to.not.equal('');
      const unknown = await use().contract('alpha', 'nothing');
      const error = await errorOf(unknown.evaluateTransaction('get', 'x'));
      expect(error.message).to.contain('no peers available to evaluate chaincode nothing in channel');
    });
  });
}
