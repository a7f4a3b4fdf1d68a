import { connect, hash, type Contract, type Gateway } from '@hyperledger/fabric-gateway';
import { CHAINCODE_NAME, implicitCollection } from '@onceledger/chaincode/domain';
import { nativeSigner } from '@onceledger/gateway';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LedgerUnderTest } from '../ledger/suite.js';
import { CliSession } from '../support/cli-session.js';
import { needsFabric, networkOf, underTest } from '../support/fabric-network.js';
import { codeOf, runForgers } from '../support/forger-process.js';
import { withRuntime } from '../support/home.js';
import { newLicensed } from '../support/licensed.js';
import { consortiumWithStranger, defineLoose, LOOSE, STRANGER } from '../support/stranger.js';

/** TxValidationCode, peer/transaction.proto. */
const ENDORSEMENT_POLICY_FAILURE = 10;
const SEALED = 'sealed';

/** A stranger runs a chaincode of its own, and so do two members. */
describe('an organization that is a member of no collection', function () {
  this.timeout(240_000);
  let session: CliSession;
  let ledger: LedgerUnderTest;
  let folder = '';
  const gateways: Gateway[] = [];
  before(async function () {
    await needsFabric(this, 'strangers to collections');
    folder = await mkdtemp(path.join(tmpdir(), 'once-strangers-'));
    session = new CliSession(path.join(folder, 'home'), folder);
    await session.write('consortium.yaml', await consortiumWithStranger());
    await session.ok('network up --consortium consortium.yaml');
    const network = await networkOf(session.home);
    await runForgers(network, [STRANGER, 'tax', 'commerce'], path.join(folder, 'forger'));
    await defineLoose(network);
    ledger = await underTest({ network, remove: () => Promise.resolve() });
  });
  after(async () => {
    if (folder === '') return;
    for (const gateway of gateways) gateway.close();
    await ledger.close();
    await session.run('network down --purge');
    await rm(folder, { recursive: true, force: true });
  });

  /** The contract as a client of one organization reaches it at the peer of another. */
  async function contract(client: string, at: string, chaincode = CHAINCODE_NAME): Promise<Contract> {
    const { certificate, mspId, privateKey } = await ledger.identity(client as never);
    const gateway = connect({
      client: ledger.client(at as never),
      hash: hash.none,
      identity: { credentials: Buffer.from(certificate), mspId },
      signer: nativeSigner(privateKey),
    });
    gateways.push(gateway);
    return gateway.getNetwork(ledger.channel).getContract(chaincode);
  }

  /** What the peer of `at` answers, or what it refuses with. */
  async function asked(
    { at, chaincode, client }: { readonly at: string; readonly client: string; readonly chaincode?: string },
    name: string,
    ...args: string[]
  ): Promise<string> {
    const called = await contract(client, at, chaincode);
    try {
      const answer = await called.evaluate(name, { arguments: args, endorsingOrganizations: [at] });
      return Buffer.from(answer).toString();
    } catch (error) {
      const { details, message } = error as { details?: { message: string }[]; message: string };
      return `refused: ${details?.[0]?.message ?? message}`;
    }
  }

  /** VALID, a validation code, or the name of the error of who did not endorse it. */
  async function written(endorsers: string[], args: string[], chaincode?: string): Promise<unknown> {
    const called = await contract(STRANGER, STRANGER, chaincode);
    return codeOf(called.submit('forger:putPrivate', { arguments: args, endorsingOrganizations: endorsers }));
  }

  it('reads none: not at its own peer, not at a member’s, not through a modified chaincode', () =>
    withRuntime(session.home, async (runtime) => {
      const { declaration } = await newLicensed(runtime, 81);
      const key = `${declaration}@1`;
      const sealed = ['declarations:sealed', declaration, '1'] as const;
      expect(await asked({ at: 'tax', client: 'tax' }, ...sealed), 'a member').to.contain('ciphertext');

      for (const at of ['tax', STRANGER])
        expect(await asked({ at, client: STRANGER }, ...sealed), at).to.match(/^refused: .*NOT_FOUND/);
      const through = ['forger:getPrivate', SEALED, key] as const;
      expect(await asked({ at: 'tax', client: 'tax' }, ...through), 'a member').to.contain('ciphertext');
      expect(await asked({ at: 'tax', client: STRANGER }, ...through)).to.match(/refused: .*read access/);
      expect(await asked({ at: STRANGER, client: STRANGER }, ...through)).to.match(/^refused: /);
    }));

  it('writes none: neither alone nor beside an honest organization', async () => {
    const made = [SEALED, 'made up', 'a value'];
    expect(await written([STRANGER], made), 'alone').to.equal(ENDORSEMENT_POLICY_FAILURE);
    expect(await written([STRANGER, 'foreign-exchange'], made)).to.equal('EndorseError');
    expect(await written([STRANGER, 'tax'], made), 'the control: two collude').to.equal('VALID');
  });

  it('writes into nobody’s implicit collection, though two collude', async () => {
    const made = [implicitCollection('tax'), 'delivery/made-up', 'a value'];
    expect(await written([STRANGER, 'commerce'], made)).to.equal(ENDORSEMENT_POLICY_FAILURE);
    expect(await written([STRANGER, 'tax'], made), 'the control: its owner colludes').to.equal('VALID');
  });

  it('would read and write where the collections were defined without that care', async () => {
    const made = [SEALED, 'loose', 'a value'];
    expect(await written([STRANGER], made, LOOSE)).to.equal('VALID');
    const read = ['forger:getPrivate', SEALED, 'loose'] as const;
    expect(await asked({ at: 'tax', chaincode: LOOSE, client: STRANGER }, ...read)).to.equal('a value');
  });
});
