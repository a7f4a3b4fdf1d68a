import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { common } from '@hyperledger/fabric-protos';
import { broadcast, collectEndorsements, Discovery } from '@onceledger/network/transport';
import { expect } from 'chai';
import {
  endorsersOf,
  FakePeer,
  FakeSdk,
  fakeOrderer,
  payloadOf,
  proposalTo,
  rpcFailure,
} from '../support/fake-sdk.js';

interface Refusal {
  readonly code: number;
  readonly text: string;
  readonly details: readonly { readonly mspId: string; readonly message: string }[];
}

const ABORTED = 10;
const UNAVAILABLE = 14;
const ALPHA = { own: 'alpha', named: [] };

describe('the transport for peers without the Gateway service', () => {
  const refusal = (call: Promise<unknown>): Promise<Refusal> =>
    call.then(
      () => expect.fail('succeeded'),
      (error: unknown) => error as Refusal,
    );
  const endorse = (
    sdk: FakeSdk,
    choice: { readonly own: string; readonly named: readonly string[] },
    proposal = proposalTo('once'),
  ): Promise<Uint8Array> => collectEndorsements(new Discovery(sdk), proposal, choice);

  describe('endorsements', () => {
    it('come from one peer of each organization that the client named', async () => {
      const peers = ['alpha', 'beta', 'gamma'].map((name) => new FakePeer(name));
      const payload = await endorse(new FakeSdk(peers), { own: 'alpha', named: ['alpha', 'gamma'] });
      expect(endorsersOf(payload)).to.deep.equal(['alpha0', 'gamma0']);
      expect(peers.map(({ asked }) => asked)).to.deep.equal([1, 0, 1]);
    });

    it('are refused where they differ in one byte', async () => {
      const sdk = new FakeSdk([new FakePeer('alpha', payloadOf('a')), new FakePeer('beta', payloadOf('b'))]);
      const error = await refusal(endorse(sdk, { own: 'alpha', named: ['alpha', 'beta'] }));
      expect(error.code).to.equal(ABORTED);
      expect(error.details.map(({ message }) => message)).to.include('ProposalResponsePayloads do not match');
    });

    it('come from another organization where one gives another result', async () => {
      const peers = [new FakePeer('alpha'), new FakePeer('beta', payloadOf('forged')), new FakePeer('gamma')];
      expect(endorsersOf(await endorse(new FakeSdk(peers), ALPHA))).to.deep.equal(['alpha0', 'gamma0']);
    });

    it('come from the next peer of an organization whose first is away', async () => {
      const peers = [
        new FakePeer('alpha', 'away'),
        new FakePeer('alpha', payloadOf(), 1),
        new FakePeer('beta'),
      ];
      const payload = await endorse(new FakeSdk(peers), { own: 'alpha', named: ['alpha', 'beta'] });
      expect(endorsersOf(payload)).to.deep.equal(['alpha1', 'beta0']);
    });

    it('begin with one’s own peer, which is not asked again', async () => {
      const peers = [new FakePeer('alpha'), new FakePeer('beta'), new FakePeer('gamma')];
      expect(endorsersOf(await endorse(new FakeSdk(peers), ALPHA))).to.include('alpha0');
      expect(peers[0]!.asked).to.equal(1);
    });

    it('tell who refused, in the peers’ words', async () => {
      const says = { status: 500, message: 'NOT_FOUND: there is none' };
      const sdk = new FakeSdk([
        new FakePeer('alpha', says),
        new FakePeer('beta', rpcFailure(2, 'access denied')),
      ]);
      const error = await refusal(endorse(sdk, { own: 'alpha', named: ['alpha', 'beta'] }));
      expect(error.details.map(({ mspId, message }) => [mspId, message])).to.have.deep.members([
        ['alpha', 'chaincode response 500, NOT_FOUND: there is none'],
        ['beta', 'access denied'],
      ]);
    });

    it('are UNAVAILABLE where a named organization has no peer', async () => {
      const error = await refusal(
        endorse(new FakeSdk([new FakePeer('alpha')]), { own: 'alpha', named: ['alpha', 'nobody'] }),
      );
      expect(error.code).to.equal(UNAVAILABLE);
      expect(error.text).to.equal('failed to find any endorsing peers for org(s): nobody');
    });
  });

  describe('a plan', () => {
    const planned = async (transient: Record<string, Uint8Array>) => {
      const peers = ['alpha', 'beta'].map((name) => new FakePeer(name, payloadOf('', 'sealed')));
      const sdk = new FakeSdk(peers);
      await endorse(sdk, ALPHA, proposalTo('once', transient));
      return sdk.interests.find((interest) => interest !== undefined);
    };

    it('is asked for with the collections that were written', async () => {
      expect(await planned({})).to.deep.equal({
        name: 'once',
        collectionNames: ['sealed'],
        noPrivateReads: true,
      });
    });

    it('keeps transient data with members of the collections', async () => {
      expect((await planned({ value: Buffer.from('secret') }))?.noPrivateReads).to.equal(false);
    });

    it('is asked for once by all who want it at the same time', async () => {
      const sdk = new FakeSdk(['alpha', 'beta'].map((name) => new FakePeer(name)));
      const discovery = new Discovery(sdk);
      await Promise.all([1, 2, 3].map(() => collectEndorsements(discovery, proposalTo('once'), ALPHA)));
      expect(sdk.interests).to.have.length(2);
    });

    it('is asked for again after a failure', async () => {
      const sdk = new FakeSdk(['alpha', 'beta'].map((name) => new FakePeer(name)));
      const discovery = new Discovery(sdk);
      sdk.answer = Promise.reject(new Error('away'));
      await refusal(collectEndorsements(discovery, proposalTo('once'), ALPHA));
      sdk.answer = Promise.resolve();
      expect(endorsersOf(await collectEndorsements(discovery, proposalTo('once'), ALPHA))).to.have.length(2);
    });
  });

  describe('an envelope', () => {
    const ok = (): Promise<{ status: string; info: string }> =>
      Promise.resolve({ status: 'SUCCESS', info: '' });

    it('goes to the next orderer where one is away', async () => {
      const sent: string[] = [];
      const orderers = ['one', 'two'].map((name) =>
        fakeOrderer(name, () => {
          sent.push(name);
          return sent.length === 1 ? Promise.reject(new Error('SERVICE UNAVAILABLE')) : ok();
        }),
      );
      await broadcast(new FakeSdk([], orderers), new common.Envelope());
      expect(sent.toSorted()).to.deep.equal(['one', 'two']);
    });

    it('that is refused goes to no other', async () => {
      let asked = 0;
      const refuse = () => {
        asked += 1;
        return Promise.resolve({ status: 'FORBIDDEN', info: 'permission denied' });
      };
      const orderers = ['one', 'two'].map((name) => fakeOrderer(name, refuse));
      const error = await refusal(broadcast(new FakeSdk([], orderers), new common.Envelope()));
      expect(error.code).to.equal(ABORTED);
      expect(error.text).to.contain('status=FORBIDDEN, info=permission denied');
      expect(asked).to.equal(1);
    });

    it('is UNAVAILABLE where no orderer takes it', async () => {
      expect((await refusal(broadcast(new FakeSdk([]), new common.Envelope()))).code).to.equal(UNAVAILABLE);
    });
  });

  it('loads fabric-network only when it connects', async () => {
    const script = `await import('@onceledger/network/transport');
      const { createRequire } = await import('node:module');
      const loaded = Object.keys(createRequire(process.cwd() + '/x.js').cache);
      console.log(loaded.filter((file) => /node_modules.fabric-(network|common)/.test(file)).length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('.', import.meta.url),
    });
    expect(stdout.trim()).to.equal('0');
  });
});
