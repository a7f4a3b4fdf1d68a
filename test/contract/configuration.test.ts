import { expect } from 'chai';
import { contracts, contractsFor, environmentConfiguration } from '@onceledger/chaincode';
import { parseDigest, parseLedgerId, parseTimestamp } from '@onceledger/chaincode/domain';
import { ChaincodePeer } from '../support/chaincode-peer.js';
import { LEDGER } from '../support/contract-world.js';
import { refusal } from '../support/refusal.js';

const DIGEST = 'D'.repeat(42) + 'E';
const GOOD = { ONCE_LEDGER: LEDGER, ONCE_CONSORTIUM_DIGEST: DIGEST };

describe('chaincode: configuration', () => {
  it('is read from the environment at first use', () => {
    const configuration = environmentConfiguration(GOOD);
    expect(configuration.ledger).to.equal(LEDGER);
    expect(configuration.consortium).to.equal(DIGEST);
    expect(configuration.clockToleranceSeconds).to.equal(60);
    expect(Math.abs(Date.parse(configuration.clock.now()) - Date.now())).to.be.lessThan(5000);
    expect(
      environmentConfiguration({ ...GOOD, ONCE_CLOCK_TOLERANCE_SECONDS: '5' }).clockToleranceSeconds,
    ).to.equal(5);
  });

  it('names every variable that is missing or wrong', () => {
    const rows: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{}, 'ONCE_LEDGER is not set; ONCE_CONSORTIUM_DIGEST is not set'],
      [{ ...GOOD, ONCE_LEDGER: 'once' }, 'ONCE_LEDGER is not valid'],
      [{ ...GOOD, ONCE_CONSORTIUM_DIGEST: 'short' }, 'ONCE_CONSORTIUM_DIGEST is not valid'],
      [{ ...GOOD, ONCE_CLOCK_TOLERANCE_SECONDS: '1.5' }, 'ONCE_CLOCK_TOLERANCE_SECONDS is not valid'],
      [{ ...GOOD, ONCE_CLOCK_TOLERANCE_SECONDS: '0' }, 'ONCE_CLOCK_TOLERANCE_SECONDS is not valid'],
    ];
    for (const [variables, detail] of rows) {
      const configuration = environmentConfiguration(variables);
      expect(refusal('CONFIGURATION_INVALID', () => configuration.ledger).detail).to.equal(detail);
    }
  });

  it('lets many ledgers and organizations live in one process', async () => {
    const clock = { now: () => parseTimestamp('2026-03-01T08:00:00.000Z') };
    const consortium = parseDigest(DIGEST);
    const other = parseLedgerId(`other:${'M'.repeat(42)}I`);
    const one = new ChaincodePeer({ ledger: LEDGER, consortium, clock }, 'tax');
    const two = new ChaincodePeer({ ledger: other, consortium, clock }, 'tax');
    const ask = async (peer: ChaincodePeer, channel: string): Promise<unknown> => {
      const time = Date.parse(clock.now());
      const answer = await peer.simulate({
        name: 'agencies:ledger',
        args: [],
        organization: 'tax',
        time,
        channel,
      });
      return answer.status === 200 ? JSON.parse(answer.payload) : answer.message.split(':')[0];
    };
    expect(await ask(one, 'once')).to.deep.equal({ ledger: LEDGER, consortium });
    expect(await ask(two, 'other')).to.deep.equal({ ledger: other, consortium });
    expect(await ask(one, 'other')).to.equal('ACT_LEDGER');
  });

  it('exports new classes each time, in an array that fabric-shim may extend', () => {
    const configuration = environmentConfiguration(GOOD);
    const [first] = contractsFor(configuration);
    const [second] = contractsFor(configuration);
    expect(first).to.not.equal(second);
    expect(contracts.map(({ name }) => name)).to.include.members(['AgenciesContract', 'ReadingsContract']);
    expect(Object.isFrozen(contracts)).to.equal(false);
  });
});
