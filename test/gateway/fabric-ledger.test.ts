import type { Ledger, LedgerOptions } from '@onceledger/gateway';
import { parseOrganizationId } from '@onceledger/chaincode/domain';
import { expect } from 'chai';
import { verify } from 'node:crypto';
import {
  ABORTED,
  act,
  Adapters,
  ENDORSEMENT_POLICY_FAILURE,
  FAILED_PRECONDITION,
  MVCC_READ_CONFLICT,
  ORGANIZATIONS,
  signingKey,
  UNAVAILABLE,
  VALID,
} from '../support/adapter.js';
import { FakeFabric, grpcError, SILENT, status } from '../support/fake-fabric.js';
import { refused } from '../support/refused.js';

describe('ledger adapter', () => {
  const adapters = new Adapters();
  const ledger = (fake: FakeFabric, options: Partial<LedgerOptions> = {}): Ledger =>
    adapters.connect(fake, options);
  afterEach(() => adapters.close());
  const declare = (one: Ledger) => one.submit(act('business-licence.x'));

  it('submits by the function of the act and learns the commit from the block stream alone', async () => {
    const fake = new FakeFabric();
    const { block, result, transactionId } = await declare(ledger(fake));
    expect(result.id).to.equal('declarations:declare');
    expect(block).to.equal(7n);
    expect(fake.methods()).to.deep.equal(['Evaluate', 'Endorse', 'Submit']);
    expect(fake.calls[1]!.transactionId).to.equal(transactionId);
    expect(fake.calls[1]!.args.slice(0, 1)).to.deep.equal(['declarations:declare']);
  });

  it('sends blinded acts in the transient map, with empty arguments', async () => {
    const fake = new FakeFabric();
    const consent = act(`c-${'0'.repeat(32)}`, 'consent.grant');
    await ledger(fake).submit(consent, {
      blinded: true,
      parties: [ORGANIZATIONS[2]!],
      transient: { evidence: '{}' },
    });
    const [, endorse] = fake.calls;
    expect(endorse!.args).to.deep.equal(['consents:grant', '', '']);
    expect(endorse!.transient).to.deep.equal({
      act: `{"body":{"target":"c-${'0'.repeat(32)}"},"jws":"${consent.jws}"}`,
      evidence: '{}',
    });
    expect(endorse!.organizations).to.deep.equal(['tax', 'market-regulation']);
  });

  it('signs with the low value of s over what Fabric hashes', async () => {
    const fake = new FakeFabric();
    const one = ledger(fake);
    for (let round = 0; round < 20; round += 1) await declare(one);
    const { gateway } = await import('@hyperledger/fabric-protos');
    for (const { bytes, method } of fake.calls) {
      if (method !== 'Endorse') continue;
      const signed = gateway.EndorseRequest.deserializeBinary(bytes).getProposedTransaction()!;
      const signature = Buffer.from(signed.getSignature_asU8());
      expect(verify('sha256', signed.getProposalBytes_asU8(), signingKey, signature)).to.equal(true);
      // DER: 30 len 02 rlen r 02 slen s
      const s = signature.subarray(signature[3]! + 6);
      const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
      expect(BigInt(`0x${s.toString('hex')}`) <= order / 2n).to.equal(true);
    }
  });

  describe('before submit', () => {
    for (const [what, code, details, expected] of [
      [
        'the first endorser’s word',
        ABORTED,
        ['chaincode response 500, ALREADY_DECLARED: x is declared'],
        'ALREADY_DECLARED',
      ],
      ['a later endorser’s word, without prefix', ABORTED, ['CLOCK_DIFFERS: 90 s'], 'CLOCK_DIFFERS'],
      ['a known code among unknown texts', ABORTED, ['connection reset', 'ACT_EXPIRED: late'], 'ACT_EXPIRED'],
      ['an unknown code', ABORTED, ['chaincode response 500, NO_SUCH_CODE: x'], 'INTERNAL'],
      ['a text without code', ABORTED, ['chaincode response 500, TypeError: x'], 'INTERNAL'],
      ['endorsers that disagree', ABORTED, ['ProposalResponsePayloads do not match'], 'ENDORSEMENT_FAILED'],
      ['too few endorsers', FAILED_PRECONDITION, ['no combination of peers'], 'ENDORSEMENT_FAILED'],
      ['nobody there', UNAVAILABLE, [], 'LEDGER_UNREACHABLE'],
    ] as const)
      it(`maps ${what}`, async () => {
        const fake = new FakeFabric(({ method }) =>
          method === 'Endorse' ? grpcError(code, details) : undefined,
        );
        const error = await refused(expected, declare(ledger(fake)));
        expect(error.transactionId).to.equal(undefined);
        expect(fake.methods()).to.not.include('Submit');
      });

    it('does not take a code in the middle of a text for the contract’s word', async () => {
      const details = ['failed: ALREADY_DECLARED: x'];
      const fake = new FakeFabric(({ method }) =>
        method === 'Endorse' ? grpcError(ABORTED, details) : undefined,
      );
      await refused('ENDORSEMENT_FAILED', declare(ledger(fake)));
    });

    it('asks other organizations where one is not there, and keeps the parties', async () => {
      const fake = new FakeFabric(({ method, organizations }) =>
        method === 'Endorse' && organizations.includes('commerce')
          ? grpcError(UNAVAILABLE, ['commerce is down'])
          : undefined,
      );
      const one = ledger(fake);
      for (let round = 0; round < 3; round += 1) await declare(one);
      const endorsed = fake.calls
        .filter(({ method }) => method === 'Endorse')
        .map(({ organizations }) => organizations);
      for (const organizations of endorsed) expect(organizations).to.have.length(2).and.include('tax');
      expect(endorsed.at(-1)).to.deep.equal(['tax', 'market-regulation']);
      await refused('ENDORSEMENT_FAILED', one.submit(act('x'), { parties: [ORGANIZATIONS[1]!] }));
    });

    it('never asks whom an act is about, and the next one whatever another answers', async () => {
      const fake = new FakeFabric(({ method, organizations }) =>
        method === 'Endorse' && organizations.includes('market-regulation')
          ? grpcError(ABORTED, ['chaincode response 500, STATE_CONFLICT: so it says'])
          : undefined,
      );
      const organizations = [...ORGANIZATIONS, parseOrganizationId('foreign-exchange')];
      const one = ledger(fake, { organizations });
      for (let round = 0; round < 4; round += 1) await one.submit(act('x'), { against: ORGANIZATIONS[1]! });
      const endorsed = fake.calls
        .filter(({ method }) => method === 'Endorse')
        .map(({ organizations }) => organizations);
      expect(endorsed.flat()).to.include('market-regulation').and.not.include(ORGANIZATIONS[1]);
    });

    it('asks nobody twice where there is no third', async () => {
      const fake = new FakeFabric(({ method, organizations }) =>
        method === 'Endorse' && organizations.includes('tax')
          ? grpcError(FAILED_PRECONDITION, ['no peer of tax is there'])
          : undefined,
      );
      const two = ledger(fake, { organizations: ORGANIZATIONS.slice(0, 2) });
      await refused('ENDORSEMENT_FAILED', two.submit(act('d-1')));
      const asked = fake.calls.filter(({ method }) => method === 'Endorse');
      expect(asked.map(({ organizations }) => organizations)).to.deep.equal([['tax', ORGANIZATIONS[1]]]);
    });

    it('has two others endorse where one’s own organization cannot, unless there are parties', async () => {
      const fake = new FakeFabric(({ method, organizations }) =>
        method === 'Endorse' && organizations.includes('tax')
          ? grpcError(FAILED_PRECONDITION, ['tax has not gone over to the new version'])
          : undefined,
      );
      await declare(ledger(fake));
      const endorsed = () => fake.calls.filter(({ method }) => method === 'Endorse');
      const last = endorsed().at(-1)!.organizations;
      expect(new Set(last)).to.have.property('size', 2);
      expect(last).to.not.include('tax');
      const { length } = endorsed();
      const options = { parties: [ORGANIZATIONS[1]!], transient: { secret: 'for the party alone' } };
      await refused('ENDORSEMENT_FAILED', ledger(fake).submit(act('x'), options));
      expect(endorsed()).to.have.length(length + 1);
      expect(endorsed().at(-1)!.organizations).to.deep.equal(['tax', ORGANIZATIONS[1]]);
    });

    it('has members of the collection stand in for a party that is away, where that may be, and nobody else', async () => {
      const fake = new FakeFabric(({ method, organizations }) =>
        method === 'Endorse' && organizations.includes('market-regulation')
          ? grpcError(UNAVAILABLE, ['market-regulation is down'])
          : undefined,
      );
      const parties = ORGANIZATIONS.filter((id) => (id as string) === 'market-regulation');
      const members = ORGANIZATIONS.filter((id) => (id as string) !== 'foreign-exchange');
      const options = { membersMayStandIn: true, parties, transient: { sealed: 'for every member' } };
      await ledger(fake, { members }).submit(act('x'), options);
      const endorsed = fake.calls
        .filter(({ method }) => method === 'Endorse')
        .map((call) => call.organizations);
      expect(endorsed[0]).to.deep.equal(['tax', 'market-regulation']);
      expect(endorsed.at(-1)).to.deep.equal(['tax', 'commerce']);
      await refused('ENDORSEMENT_FAILED', ledger(fake, { members: parties }).submit(act('x'), options));
    });

    it('maps queries the same way', async () => {
      const fake = new FakeFabric(({ args, method }) =>
        method === 'Evaluate' && args[0] === 'declarations:show'
          ? grpcError(2, ['chaincode response 500, NOT_FOUND: declaration x'])
          : undefined,
      );
      await refused('NOT_FOUND', ledger(fake).query('declarations:show', ['x']));
      expect(fake.calls[0]!.organizations).to.deep.equal(['tax']);
    });
  });

  describe('from submit on', () => {
    it('sends the same envelope again, and succeeds where a block has it', async () => {
      let failures = 2;
      const fake = new FakeFabric(({ method }) =>
        method === 'Submit' && failures-- > 0 ? grpcError(UNAVAILABLE) : undefined,
      );
      await declare(ledger(fake));
      const submits = fake.calls.filter(({ method }) => method === 'Submit');
      expect(submits).to.have.length(3);
      for (const { bytes } of submits) expect(bytes.equals(submits[0]!.bytes)).to.equal(true);
    });

    it('does not send again what a block has, though the orderer reported a failure', async () => {
      const fake = new FakeFabric((call, self) => {
        if (call.method !== 'Submit') return undefined;
        setImmediate(() => {
          self.commit({ [call.transactionId]: VALID });
        });
        return grpcError(UNAVAILABLE);
      });
      await declare(ledger(fake));
      expect(fake.methods().filter((method) => method === 'Submit')).to.have.length(1);
    });

    it('says that the outcome is unknown, with the transaction to ask for', async () => {
      const fake = new FakeFabric(({ method }) => (method === 'Submit' ? grpcError(UNAVAILABLE) : undefined));
      const error = await refused('OUTCOME_UNKNOWN', declare(ledger(fake)));
      const ids = new Set(
        fake.calls.filter(({ method }) => method === 'Submit').map(({ transactionId }) => transactionId),
      );
      expect([...ids]).to.deep.equal([error.transactionId]);
    });

    it('asks for the commit status where the stream is broken or silent', async () => {
      const silent = new FakeFabric(({ method }) => (method === 'Submit' ? SILENT : undefined));
      expect((await declare(ledger(silent))).block).to.equal(9n);
      const broken = new FakeFabric(({ method }) => (method === 'Submit' ? SILENT : undefined));
      broken.streams = false;
      expect((await declare(ledger(broken, { commitTimeout: 60_000 }))).block).to.equal(9n);
      expect(broken.methods()).to.include('CommitStatus');
    });

    it('says that the outcome is unknown where the status cannot be had either', async () => {
      const fake = new FakeFabric(({ method }) =>
        method === 'Submit' ? SILENT : method === 'CommitStatus' ? grpcError(UNAVAILABLE) : undefined,
      );
      await refused('OUTCOME_UNKNOWN', declare(ledger(fake)));
    });

    it('makes a new transaction after a conflict, and gives up after five', async () => {
      let conflicts = 2;
      const fake = new FakeFabric((call, self) => {
        if (call.method !== 'Submit' || conflicts-- <= 0) return undefined;
        setImmediate(() => {
          self.commit({ [call.transactionId]: MVCC_READ_CONFLICT });
        });
        return SILENT;
      });
      await declare(ledger(fake));
      const submitted = fake.calls
        .filter(({ method }) => method === 'Submit')
        .map(({ transactionId }) => transactionId);
      expect(new Set(submitted).size).to.equal(3);
      conflicts = Infinity;
      await refused('LEDGER_CONFLICT', declare(ledger(fake)));
      expect(fake.calls.filter(({ method }) => method === 'Submit')).to.have.length(3 + 5);
    });

    it('reports any other invalid transaction with its identifier', async () => {
      const fake = new FakeFabric(({ method }) =>
        method === 'Submit'
          ? SILENT
          : method === 'CommitStatus'
            ? status(ENDORSEMENT_POLICY_FAILURE)
            : undefined,
      );
      const error = await refused('INTERNAL', declare(ledger(fake)));
      expect(error.transactionId).to.match(/^[0-9a-f]{64}$/);
    });
  });

  it('keeps at most as many transactions in flight as the window says', async () => {
    let inFlight = 0;
    let most = 0;
    const fake = new FakeFabric(({ method }) => {
      if (method === 'Endorse') most = Math.max(most, (inFlight += 1));
      if (method === 'Submit') inFlight -= 1;
      return undefined;
    });
    const one = ledger(fake, { window: 3 });
    await Promise.all(Array.from({ length: 20 }, () => declare(one)));
    expect(most).to.equal(3);
  });
});
