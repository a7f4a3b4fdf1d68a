import type { OnceError } from '@onceledger/chaincode/domain';
import { NodeStorage, openNode } from '@onceledger/network/embedded';
import { readIdentity } from '@onceledger/network/identity';
import type { Context } from 'fabric-contract-api';
import { expect } from 'chai';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { FailingStorage } from '../support/failing-storage.js';
import { MinimalContract } from '../support/minimal-contract.js';
import { contractOf, gatewayAs, gatewayOf, text } from '../support/small-clients.js';
import {
  organizationId,
  smallConsortium,
  smallLedger,
  type SmallLedger,
  type SmallOrganization,
} from '../support/small-ledger.js';
import { errorOf } from './failures.js';

describe('the embedded node', () => {
  let ledger: SmallLedger;
  afterEach(() => ledger.remove());

  describe('opened again', () => {
    it('has what was committed: state, private data, status, events', async () => {
      ledger = await smallLedger();
      const contract = await contractOf(ledger, 'alpha');
      const commit = await contract.submitAsync('event', { arguments: ['k', 'name', 'payload'] });
      const status = await commit.getStatus();
      await contract.submit('putPrivate', { arguments: ['sealed', 'p'], transientData: { value: 'secret' } });
      const height = ledger.node.height();

      ledger = await ledger.reopen();
      const again = await contractOf(ledger, 'beta');
      expect(ledger.node.height()).to.equal(height);
      expect(text(await again.evaluateTransaction('get', 'k'))).to.equal('payload');
      expect(text(await again.evaluateTransaction('getPrivate', 'sealed', 'p'))).to.equal('secret');
      const gateway = await gatewayOf(ledger, 'alpha');
      expect(await gateway.newCommit(commit.getBytes()).getStatus()).to.deep.equal(status);
      const events = await gateway.getNetwork('small').getChaincodeEvents('once', { startBlock: 0n });
      for await (const event of events) {
        expect(event.eventName).to.equal('name');
        break;
      }
      events.close();
    });

    it('rebuilds a lost state by replay and tells how far it is', async () => {
      ledger = await smallLedger();
      const contract = await contractOf(ledger, 'alpha');
      for (const value of ['1', '2', '3']) await contract.submitTransaction('append', 'k', value);
      await contract.submit('putPrivate', {
        arguments: ['bodies', 'p'],
        transientData: { value: 'x' },
        endorsingOrganizations: ['beta', 'gamma'],
      });
      await ledger.close();
      await rm(path.join(ledger.home, 'ledger', 'state'), { recursive: true });

      const told: [bigint, bigint][] = [];
      ledger = await ledger.reopen({ onProgress: (done, total) => told.push([done, total]) });
      const again = await contractOf(ledger, 'gamma');
      expect(told.at(-1)).to.deep.equal([6n, 6n]);
      expect(text(await again.evaluateTransaction('get', 'k'))).to.equal('123');
      expect(text(await again.evaluateTransaction('getPrivate', 'bodies', 'p'))).to.equal('x');
      const history = JSON.parse(text(await again.evaluateTransaction('history', 'k'))) as {
        value: string;
      }[];
      expect(history.map(({ value }) => value)).to.deep.equal(['123', '12', '1']);
    });

    it('commits what was queued before it closes', async () => {
      ledger = await smallLedger();
      const contract = await contractOf(ledger, 'alpha');
      const transactions = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          contract.newProposal('put', { arguments: [`q${index}`, 'x'] }).endorse(),
        ),
      );
      await Promise.all(transactions.map((transaction) => transaction.submit()));
      ledger = await ledger.reopen();
      const again = await contractOf(ledger, 'alpha');
      expect(JSON.parse(text(await again.evaluateTransaction('list', 'q', 'r')))).to.have.length(20);
    });

    it('refuses a held transaction whose private data did not outlive the restart', async () => {
      ledger = await smallLedger();
      const contract = await contractOf(ledger, 'alpha');
      const proposal = contract.newProposal('putPrivate', {
        arguments: ['sealed', 'held'],
        transientData: { value: 'x' },
      });
      const bytes = (await proposal.endorse()).getBytes();
      ledger = await ledger.reopen();
      const held = (await gatewayOf(ledger, 'alpha')).newTransaction(bytes);
      const error = await errorOf(held.submit());
      expect(error.message).to.contain(
        'status=BAD_REQUEST, info=the private data of collection sealed is no longer held',
      );
    });
  });

  describe('alone', () => {
    it('has a ledger to itself: LEDGER_LOCKED with the process that has it', async () => {
      ledger = await smallLedger();
      const call = openNode({ directory: path.join(ledger.home, 'ledger'), consortium: ledger.consortium });
      const error = await call.then(
        () => expect.fail('opened'),
        (reason: unknown) => reason as OnceError,
      );
      expect(error.code).to.equal('LEDGER_LOCKED');
      expect(error.detail).to.contain(`process ${process.pid.toString()}`);
    });

    it('needs the keys of its home: KEY_MISSING', async () => {
      ledger = await smallLedger();
      await rm(path.join(ledger.home, 'ledger', 'peers', 'beta'), { recursive: true });
      await ledger.close();
      const error = await ledger.reopen().then(
        () => expect.fail('opened'),
        (reason: unknown) => reason as OnceError,
      );
      expect(error.code).to.equal('KEY_MISSING');
    });

    it('keeps private keys to their owner', async () => {
      ledger = await smallLedger();
      for (const file of [
        'ledger/peers/alpha/msp/keystore/key.pem',
        'ledger/orderer/ca/ca.key',
        'organizations/alpha/ca/tlsca.key',
      ]) {
        const { mode } = await stat(path.join(ledger.home, file));
        expect((mode & 0o777).toString(8), file).to.equal('600');
      }
    });
  });

  describe('when the disk fails', () => {
    it('acknowledges nothing, orders nothing more, still answers queries, and is whole after a restart', async () => {
      ledger = await smallLedger();
      const storage = new FailingStorage(new NodeStorage(ledger.home));
      ledger = await ledger.reopen({ storage });
      const contract = await contractOf(ledger, 'alpha');
      await contract.submitTransaction('put', 'before', 'x');
      storage.fail('write');
      const commit = await contract.submitAsync('put', { arguments: ['during', 'x'] });
      const lost = await errorOf(commit.getStatus());
      expect(lost.code).to.equal(14);
      const refused = await errorOf(contract.submitTransaction('put', 'after', 'x'));
      expect(refused.details[0]?.message).to.contain('the ledger stopped after a storage error');
      expect(text(await contract.evaluateTransaction('get', 'before'))).to.equal('x');

      ledger = await ledger.reopen({ storage: new NodeStorage(ledger.home) });
      const again = await contractOf(ledger, 'alpha');
      expect(text(await again.evaluateTransaction('get', 'before'))).to.equal('x');
      expect(text(await again.evaluateTransaction('get', 'during'))).to.equal('');
      await again.submitTransaction('put', 'after', 'x');
    });
  });

  describe('endorsement', () => {
    class Forged extends MinimalContract {
      override put(_ctx: Context, key: string, value: string): Promise<string> {
        return Promise.resolve(`forged ${key} ${value}`);
      }
    }
    const forging = (forger: SmallOrganization) => ({
      contracts: (organization: string) => [organization === forger ? Forged : MinimalContract],
    });

    it('refuses results that differ, with the peer that differs', async () => {
      ledger = await smallLedger(forging('beta'));
      const contract = await contractOf(ledger, 'alpha');
      const call = contract.submit('put', {
        arguments: ['k', 'v'],
        endorsingOrganizations: ['alpha', 'beta'],
      });
      const error = await errorOf(call);
      expect(error.code).to.equal(10);
      expect(error.details.map(({ mspId, message }) => [mspId, message])).to.deep.equal([
        ['beta', 'ProposalResponsePayloads do not match'],
      ]);
    });

    it('asks another organization where the choice is its own', async () => {
      ledger = await smallLedger(forging('beta'));
      const contract = await contractOf(ledger, 'alpha');
      await contract.submitTransaction('put', 'k', 'v');
      expect(text(await contract.evaluateTransaction('get', 'k'))).to.equal('v');
    });

    it('hands transient data to no peer outside the collection: better none endorses', async () => {
      const consortium = smallConsortium();
      const { bodies } = consortium.collections;
      const sealed = { members: [organizationId('alpha')], requiredPeerCount: 0, blockToLive: 0 };
      const alone = await smallLedger({ consortium: { ...consortium, collections: { bodies, sealed } } });
      try {
        const contract = await contractOf(alone, 'alpha');
        const options = { arguments: ['sealed', 'k'], transientData: { value: 'x' } };
        expect((await errorOf(contract.submit('putPrivate', options))).message).to.contain(
          'not in the distribution policy of the private data collection(s): [sealed]',
        );
        await contract.submit('putPrivate', { ...options, endorsingOrganizations: ['alpha', 'beta'] });
      } finally {
        await alone.remove();
      }
    });

    it('takes transactions of clients and admins, not of peers', async () => {
      ledger = await smallLedger();
      const identity = await readIdentity(
        path.join(ledger.home, 'ledger', 'peers', 'alpha', 'msp'),
        organizationId('alpha'),
      );
      const error = await errorOf(
        gatewayAs(ledger, identity, 'alpha')
          .getNetwork('small')
          .getContract('once')
          .evaluateTransaction('get', 'k'),
      );
      expect(error.message).to.contain('/Channel/Application/Writers');
    });
  });

  describe('under load', () => {
    it('makes few syncs a transaction, and acknowledges none before its own', async () => {
      ledger = await smallLedger();
      const contract = await contractOf(ledger, 'alpha');
      const before = { ...ledger.node.counters };
      await Promise.all(
        Array.from({ length: 200 }, (_, index) => contract.submitTransaction('put', `load.${index}`, 'x')),
      );
      const { syncs, transactions, endorsements } = ledger.node.counters;
      expect(transactions - before.transactions).to.equal(200);
      expect(endorsements - before.endorsements).to.equal(400);
      expect((syncs - before.syncs) / 200).to.be.at.most(0.15);
    });

    it('commits one transaction alone with one sync of the blocks and one of the head', async () => {
      ledger = await smallLedger();
      const contract = await contractOf(ledger, 'alpha');
      await contract.submitTransaction('put', 'warm', 'x');
      const before = ledger.node.counters.syncs;
      await contract.submitTransaction('put', 'alone', 'x');
      expect(ledger.node.counters.syncs - before).to.equal(2);
    });
  });
});
