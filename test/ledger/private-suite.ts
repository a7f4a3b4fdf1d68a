import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { gateway } from '@hyperledger/fabric-protos';
import { decodeEnvelope } from '@onceledger/network/blocks';
import { refusalOf } from './failures.js';
import type { Clients } from './suite.js';

const ENDORSEMENT_POLICY_FAILURE = 10;
const sha256 = (value: string): string => createHash('sha256').update(value).digest('hex');

export function privateSuite(use: () => Clients): void {
  describe('private data', () => {
    it('reaches members only; everybody sees the hash', async () => {
      await use().submitPrivate('alpha', ['putPrivate', 'sealed', 'p.key'], 'secret');
      expect(await use().evaluate('alpha', 'getPrivate', 'sealed', 'p.key')).to.equal('secret');
      expect(await use().evaluate('beta', 'getPrivate', 'sealed', 'p.key')).to.equal('secret');
      expect(await use().evaluate('gamma', 'getPrivateHash', 'sealed', 'p.key')).to.equal(sha256('secret'));
    });

    it('refuses clients of others to read where memberOnlyRead is set', async () => {
      expect(await refusalOf(use().evaluate('gamma', 'getPrivate', 'sealed', 'p.key'))).to.contain(
        'tx creator does not have read access permission on privatedata in chaincodeName:once collectionName: sealed',
      );
    });

    it('lets clients of others write: members alone endorse what they send', async () => {
      const contract = await use().contract('gamma');
      const transaction = await contract
        .newProposal('putPrivate', {
          arguments: ['sealed', 'p.other'],
          transientData: { value: 'from gamma' },
        })
        .endorse();
      expect(endorsersOf(transaction.getBytes())).to.have.members(['alpha', 'beta']);
      const committed = await transaction.submit();
      expect((await committed.getStatus()).successful).to.equal(true);
      expect(await use().evaluate('beta', 'getPrivate', 'sealed', 'p.other')).to.equal('from gamma');
    });

    it('answers nothing for a private key that was never written', async () => {
      expect(await use().evaluate('alpha', 'getPrivate', 'sealed', 'p.nothing')).to.equal('');
      expect(await use().evaluate('alpha', 'getPrivateHash', 'sealed', 'p.nothing')).to.equal('');
    });

    it('keeps an implicit collection on its organization’s peer alone', async () => {
      const collection = '_implicit_org_beta';
      await use().submitPrivate('alpha', ['putPrivate', collection, 'p.delivery'], 'for beta', [
        'alpha',
        'beta',
      ]);
      expect(await use().evaluate('beta', 'getPrivate', collection, 'p.delivery')).to.equal('for beta');
      expect(await refusalOf(use().evaluate('alpha', 'getPrivate', collection, 'p.delivery'))).to.contain(
        'private data matching public hash version is not available. Public hash version = {BlockNum: ',
      );
    });

    it('demands the owner’s endorsement for an implicit collection', async () => {
      const contract = await use().contract('alpha');
      const commit = await contract.submitAsync('putPrivate', {
        arguments: ['_implicit_org_beta', 'p.forged'],
        transientData: { value: 'x' },
        endorsingOrganizations: ['alpha', 'gamma'],
      });
      expect((await commit.getStatus()).code).to.equal(ENDORSEMENT_POLICY_FAILURE);
    });

    it('refuses a collection that is not defined', async () => {
      const call = use().submitPrivate('alpha', ['putPrivate', 'elsewhere', 'p.key'], 'x', ['alpha', 'beta']);
      expect(await refusalOf(call)).to.contain('elsewhere');
    });

    it('answers private ranges, in a transaction that only reads', async () => {
      await use().submitPrivate('alpha', ['putPrivate', 'sealed', 'pr.1'], 'one');
      await use().submitPrivate('alpha', ['putPrivate', 'sealed', 'pr.2'], 'two');
      expect(JSON.parse(await use().evaluate('beta', 'listPrivate', 'sealed', 'pr.', 'pr/'))).to.deep.equal([
        ['pr.1', 'one'],
        ['pr.2', 'two'],
      ]);
    });

    it('deletes', async () => {
      await use().submitPrivate('alpha', ['putPrivate', 'sealed', 'p.deleted'], 'x');
      await use().submit('alpha', 'removePrivate', 'sealed', 'p.deleted');
      expect(await use().evaluate('alpha', 'getPrivate', 'sealed', 'p.deleted')).to.equal('');
      expect(await use().evaluate('alpha', 'getPrivateHash', 'sealed', 'p.deleted')).to.equal('');
    });

    it('purges value and hash at every member', async () => {
      await use().submitPrivate('alpha', ['putPrivate', 'sealed', 'p.purged'], 'x');
      await use().submit('beta', 'purgePrivate', 'sealed', 'p.purged');
      for (const organization of ['alpha', 'beta'] as const) {
        expect(await use().evaluate(organization, 'getPrivate', 'sealed', 'p.purged')).to.equal('');
      }
      expect(await use().evaluate('gamma', 'getPrivateHash', 'sealed', 'p.purged')).to.equal('');
    });

    it('forgets what outlived its blocks, and keeps what was written again', async () => {
      await use().submitPrivate('beta', ['putPrivate', 'bodies', 'b.old'], 'old');
      await use().submitPrivate('beta', ['putPrivate', 'bodies', 'b.again'], 'first');
      await use().submit('beta', 'put', 'b.block', '1');
      expect(await use().evaluate('gamma', 'getPrivate', 'bodies', 'b.old')).to.equal('old');
      await use().submitPrivate('beta', ['putPrivate', 'bodies', 'b.again'], 'second');
      await use().submit('beta', 'put', 'b.block', '2');
      expect(await use().evaluate('gamma', 'getPrivate', 'bodies', 'b.old')).to.equal('');
      expect(await use().evaluate('alpha', 'getPrivateHash', 'bodies', 'b.old')).to.equal('');
      expect(await use().evaluate('gamma', 'getPrivate', 'bodies', 'b.again')).to.equal('second');
    });
  });
}

/** Organizations whose peers endorsed a prepared transaction. */
function endorsersOf(prepared: Uint8Array): string[] {
  const message = gateway.PreparedTransaction.deserializeBinary(prepared);
  const envelope = decodeEnvelope(message.getEnvelope()!.serializeBinary());
  if (envelope.kind !== 'transaction') throw new Error('not a transaction');
  return envelope.endorsements.map(({ endorser }) => endorser.mspId);
}
