import { expect } from 'chai';
import { createPrivateKey, sign } from 'node:crypto';
import { errorOf } from './failures.js';
import { text, type Clients } from './suite.js';

const VALID = 0;
const ENDORSEMENT_POLICY_FAILURE = 10;
const MVCC_READ_CONFLICT = 11;
const PHANTOM_READ_CONFLICT = 12;

export function transactionSuite(use: () => Clients): void {
  describe('transactions', () => {
    it('submits, and every organization reads what was committed', async () => {
      expect(await use().submit('alpha', 'put', 'tx.key', 'first')).to.equal('put tx.key');
      for (const organization of ['alpha', 'beta', 'gamma'] as const) {
        expect(await use().evaluate(organization, 'get', 'tx.key')).to.equal('first');
      }
    });

    it('answers the empty string for what is not there', async () => {
      expect(await use().evaluate('beta', 'get', 'tx.nothing')).to.equal('');
    });

    it('shows a contract the committed state, not its own writes', async () => {
      await use().submit('alpha', 'put', 'tx.own', 'before');
      expect(await use().submit('alpha', 'readOwnWrite', 'tx.own', 'after')).to.equal('before');
      expect(await use().evaluate('alpha', 'get', 'tx.own')).to.equal('after');
    });

    it('tells a contract who signed and whose peer runs it', async () => {
      const answer: unknown = JSON.parse(await use().evaluate('beta', 'whoAmI'));
      expect(answer).to.deep.equal({ client: 'beta', peer: 'beta' });
    });

    it('takes large values and keys beyond ASCII', async () => {
      const value = '值'.repeat(50_000);
      await use().submit('alpha', 'put', 'tx.大𠀀', value);
      expect(await use().evaluate('gamma', 'get', 'tx.大𠀀')).to.equal(value);
    });

    it('reports status, block and result of a transaction submitted asynchronously', async () => {
      const contract = await use().contract('beta');
      const commit = await contract.submitAsync('put', { arguments: ['tx.async', 'value'] });
      expect(text(commit.getResult())).to.equal('put tx.async');
      const status = await commit.getStatus();
      expect(status.code).to.equal(VALID);
      expect(status.successful).to.equal(true);
      expect(status.transactionId).to.equal(commit.getTransactionId());
      expect(status.blockNumber > 1n).to.equal(true);
    });

    it('answers the status of a committed transaction whoever asks, however often', async () => {
      const contract = await use().contract('alpha');
      const commit = await contract.submitAsync('put', { arguments: ['tx.status', 'value'] });
      const first = await commit.getStatus();
      expect(await commit.getStatus()).to.deep.equal(first);
    });

    it('works with signatures made elsewhere', async () => {
      const gateway = await use().gateway('alpha');
      const { privateKey } = await use().ledger.identity('alpha');
      const signer = await offlineSigner(privateKey);
      const unsigned = (await use().contract('alpha')).newProposal('put', {
        arguments: ['tx.offline', 'signed'],
      });
      const proposal = gateway.newSignedProposal(unsigned.getBytes(), await signer(unsigned.getDigest()));
      const endorsed = await proposal.endorse();
      const transaction = gateway.newSignedTransaction(
        endorsed.getBytes(),
        await signer(endorsed.getDigest()),
      );
      const submitted = await transaction.submit();
      const commit = gateway.newSignedCommit(submitted.getBytes(), await signer(submitted.getDigest()));
      expect((await commit.getStatus()).code).to.equal(VALID);
      expect(await use().evaluate('beta', 'get', 'tx.offline')).to.equal('signed');
    });

    it('lets one of two transactions win that read and write the same key', async () => {
      await use().submit('alpha', 'put', 'tx.race', '');
      const alpha = await (
        await use().contract('alpha')
      )
        .newProposal('append', { arguments: ['tx.race', 'a'] })
        .endorse();
      const beta = await (
        await use().contract('beta')
      )
        .newProposal('append', { arguments: ['tx.race', 'b'] })
        .endorse();
      expect((await (await alpha.submit()).getStatus()).code).to.equal(VALID);
      expect((await (await beta.submit()).getStatus()).code).to.equal(MVCC_READ_CONFLICT);
      expect(await use().evaluate('gamma', 'get', 'tx.race')).to.equal('a');
    });

    it('lets both of two transactions stand that only write the same key', async () => {
      const contract = await use().contract('alpha');
      const commits = await Promise.all(
        ['1', '2'].map((value) => contract.submitAsync('put', { arguments: ['tx.blind', value] })),
      );
      const codes = await Promise.all(commits.map(async (commit) => (await commit.getStatus()).code));
      expect(codes).to.deep.equal([VALID, VALID]);
    });

    it('refuses a range that changed since it was read', async () => {
      await use().submit('alpha', 'put', 'phantom.1', 'x');
      const contract = await use().contract('alpha');
      const counted = await contract
        .newProposal('count', { arguments: ['phantom.', 'phantom/', 'counted'] })
        .endorse();
      await use().submit('beta', 'put', 'phantom.2', 'x');
      expect((await (await counted.submit()).getStatus()).code).to.equal(PHANTOM_READ_CONFLICT);
      expect(await use().submit('alpha', 'count', 'phantom.', 'phantom/', 'counted')).to.equal('2');
    });

    it('marks a transaction that too few organizations endorsed', async () => {
      const contract = await use().contract('alpha');
      const commit = await contract.submitAsync('put', {
        arguments: ['tx.alone', 'x'],
        endorsingOrganizations: ['alpha'],
      });
      expect((await commit.getStatus()).code).to.equal(ENDORSEMENT_POLICY_FAILURE);
      expect(await use().evaluate('alpha', 'get', 'tx.alone')).to.equal('');
    });

    it('takes the same transaction once: a repeat changes nothing', async () => {
      await use().submit('alpha', 'put', 'tx.twice', '');
      const contract = await use().contract('alpha');
      const transaction = await contract.newProposal('append', { arguments: ['tx.twice', 'x'] }).endorse();
      const first = await (await transaction.submit()).getStatus();
      await transaction.submit();
      await use().submit('alpha', 'put', 'tx.after', 'x');
      expect(first.code).to.equal(VALID);
      expect(await use().evaluate('alpha', 'get', 'tx.twice')).to.equal('x');
      const again = await (await transaction.submit()).getStatus();
      expect(again.blockNumber).to.equal(first.blockNumber);
    });

    it('endorses a committed proposal no second time', async () => {
      const proposal = (await use().contract('alpha')).newProposal('put', { arguments: ['tx.replay', 'x'] });
      const commit = await (await proposal.endorse()).submit();
      await commit.getStatus();
      const error = await errorOf(proposal.endorse());
      expect(error.details[0]?.message).to.contain('duplicate transaction found');
    });

    it('keeps the order of a client that waits for each commit', async () => {
      for (const value of ['1', '2', '3']) await use().submit('gamma', 'put', 'tx.order', value);
      expect(await use().evaluate('gamma', 'get', 'tx.order')).to.equal('3');
    });

    it('commits many at once', async () => {
      const keys = Array.from({ length: 120 }, (_, index) => `tx.many.${index}`);
      await Promise.all(keys.map((key) => use().submit('alpha', 'put', key, key)));
      expect(await use().evaluate('beta', 'get', 'tx.many.119')).to.equal('tx.many.119');
    });
  });
}

/** Low S, DER, over a digest that is computed already: what fabric-gateway's signers do. */
async function offlineSigner(privateKey: string): Promise<(digest: Uint8Array) => Promise<Uint8Array>> {
  const { signers } = await import('@hyperledger/fabric-gateway');
  expect(typeof sign).to.equal('function');
  return signers.newPrivateKeySigner(createPrivateKey(privateKey));
}
