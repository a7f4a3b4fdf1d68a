import { codeName } from '@onceledger/network/blocks';
import { expect } from 'chai';
import { TestChannel } from '../support/channel.js';
import { transaction } from '../support/transactions.js';
import { PREPARED, VALIDATION_CASES } from '../support/validation-cases.js';

describe('the validator', () => {
  let channel: TestChannel;
  before(async () => {
    channel = await TestChannel.create();
    expect((await channel.add([await transaction(PREPARED)])).map(codeName)).to.deep.equal(['VALID']);
  });

  for (const [subject, cases] of Object.entries(VALIDATION_CASES))
    describe(`judges ${subject}`, () => {
      for (const { name, transactions } of cases)
        it(`${name}: ${transactions
          .map(({ code }) => code)
          .slice(-2)
          .join(', ')}`, async () => {
          const envelopes = await Promise.all(transactions.map(({ envelope }) => envelope()));
          const codes = await channel.add(envelopes);
          expect(codes.map(codeName)).to.deep.equal(transactions.map(({ code }) => code));
        });
    });
});
