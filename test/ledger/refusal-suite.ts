import { expect } from 'chai';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { errorOf, refusalOf } from './failures.js';
import type { Clients } from './suite.js';

export function refusalSuite(use: () => Clients): void {
  describe('refusals', () => {
    it('passes a contract’s error on with code, details and prefix', async () => {
      const error = await errorOf(use().submit('alpha', 'refuse', 'NOT_FOUND: there is none'));
      expect(error.name).to.equal('EndorseError');
      expect(error.code).to.equal(10);
      expect(error.message).to.contain('failed to endorse transaction, see attached details for more info');
      expect(error.details.map(({ mspId, message }) => [mspId, message])).to.deep.equal([
        ['alpha', 'chaincode response 500, NOT_FOUND: there is none'],
      ]);
      const evaluated = await errorOf(use().evaluate('beta', 'refuse', 'NOT_FOUND: there is none'));
      expect(evaluated.code).to.equal(2);
      expect(evaluated.details[0]?.message).to.equal('chaincode response 500, NOT_FOUND: there is none');
    });

    it('names every organization that refused, where the client named them', async () => {
      const contract = await use().contract('alpha');
      const call = contract.submit('refuse', {
        arguments: ['NO: x'],
        endorsingOrganizations: ['beta', 'gamma'],
      });
      const error = await errorOf(call);
      expect(error.message).to.contain('failed to collect enough transaction endorsements');
      expect(error.details.map(({ mspId }) => mspId).sort()).to.deep.equal(['beta', 'gamma']);
    });

    it('refuses organizations that have no peer', async () => {
      const contract = await use().contract('alpha');
      const call = contract.submit('put', { arguments: ['x', 'y'], endorsingOrganizations: ['nobody'] });
      expect((await errorOf(call)).message).to.contain(
        'failed to find any endorsing peers for org(s): nobody',
      );
    });

    const words: [string, [string, ...string[]], string][] = [
      [
        'a write after a paginated query',
        ['pageThenPut', 'k'],
        'Transaction has already performed a paginated query. Writes are not allowed',
      ],
      [
        'a paginated query after a write',
        ['putThenPage', 'k'],
        'Paginated queries are supported only in a read-only transaction',
      ],
      [
        'a write after a query on private data',
        ['listPrivateThenPut', 'sealed', 'k'],
        'Transaction has already performed queries on pvt data. Writes are not allowed',
      ],
      [
        'rich queries, which LevelDB has not',
        ['rich', '{"selector":{}}'],
        'ExecuteQuery not supported for leveldb',
      ],
    ];
    for (const [what, call, reason] of words) {
      it(`refuses ${what}`, async () => {
        expect(await refusalOf(use().submit('alpha', ...call))).to.contain(reason);
      });
    }

    it('refuses a proposal signed with a key that is not the certificate’s', async () => {
      const { mspId, certificate } = await use().ledger.identity('alpha');
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const call = evaluateAs({
        mspId,
        certificate,
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      });
      expect(await refusalOf(call)).to.contain('access denied: channel [');
    });

    it('refuses an identity under the name of another organization, or of none', async () => {
      const identity = await use().ledger.identity('alpha');
      expect(await refusalOf(evaluateAs({ ...identity, mspId: 'beta' }))).to.contain('access denied');
      expect(await refusalOf(evaluateAs({ ...identity, mspId: 'nobody' }))).to.contain('access denied');
    });

    it('does not tell strangers the status of a transaction', async () => {
      const commit = await (await use().contract('alpha')).submitAsync('put', { arguments: ['status', 'x'] });
      await commit.getStatus();
      const identity = await use().ledger.identity('alpha');
      const stranger = gatewayAs({ ...identity, mspId: 'nobody' });
      const call = stranger.newCommit(await foreignCommit(commit.getTransactionId(), 'nobody')).getStatus();
      expect((await errorOf(call)).code).to.equal(7);
    });

    it('ends a wait at its deadline', async () => {
      const contract = await use().contract('alpha');
      const transaction = await contract.newProposal('put', { arguments: ['never', 'x'] }).endorse();
      const gateway = await use().gateway('alpha');
      const commit = gateway.newCommit(await foreignCommit(transaction.getTransactionId()));
      const began = performance.now();
      const error = await errorOf(commit.getStatus({ deadline: Date.now() + 50 }));
      // A peer keeps the deadline too: where it ends the call first, by a reset, grpc-js says cancelled (1) instead.
      expect(error.code).to.be.oneOf([4, 1]);
      expect(performance.now() - began).to.be.within(40, 5000);
      expect(error.name).to.equal('CommitStatusError');
    });

    interface Someone {
      readonly mspId: string;
      readonly certificate: string;
      readonly privateKey: string;
    }

    function gatewayAs({ mspId, certificate, privateKey }: Someone) {
      return connect({
        client: use().ledger.client('alpha'),
        identity: { mspId, credentials: Buffer.from(certificate) },
        signer: signers.newPrivateKeySigner(createPrivateKey(privateKey)),
        hash: hash.sha256,
      });
    }

    function evaluateAs(someone: Someone): Promise<Uint8Array> {
      const contract = gatewayAs(someone).getNetwork(use().ledger.channel).getContract('once');
      return contract.evaluateTransaction('get', 'x');
    }

    /** An unsigned status request for any transaction; whoever loads it signs it. */
    async function foreignCommit(transactionId: string, mspId = 'alpha'): Promise<Uint8Array> {
      const { gateway, msp } = await import('@hyperledger/fabric-protos');
      const { certificate } = await use().ledger.identity('alpha');
      const identity = new msp.SerializedIdentity();
      identity.setMspid(mspId);
      identity.setIdBytes(Buffer.from(certificate));
      const request = new gateway.CommitStatusRequest();
      request.setChannelId(use().ledger.channel);
      request.setTransactionId(transactionId);
      request.setIdentity(identity.serializeBinary());
      const signed = new gateway.SignedCommitStatusRequest();
      signed.setRequest(request.serializeBinary());
      return signed.serializeBinary();
    }
  });
}
