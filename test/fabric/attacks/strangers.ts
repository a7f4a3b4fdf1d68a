import { COLLECTIONS, implicitCollection } from '@onceledger/chaincode/domain';
import { expect } from 'chai';
import type { AttackedNetwork } from '../../support/attacked-network.js';
import { codeOf } from '../../support/forger-process.js';
import { defineLoose, LOOSE, STRANGER } from '../../support/stranger.js';

/** TxValidationCode, peer/transaction.proto. */
const ENDORSEMENT_POLICY_FAILURE = 10;
const DECLARATION = 'business-licence.91350100M000100Y43';
const ID = '1'.repeat(32);
const TAXS_OWN = implicitCollection('tax');

interface Kind {
  readonly collection: string;
  readonly key: string;
  /** The product's function that answers it. */
  readonly query: readonly string[];
}
/** Every member of `COLLECTIONS`: members alone may read. */
const EXPLICIT: readonly Kind[] = [
  {
    collection: COLLECTIONS.sealed,
    key: `${DECLARATION}@1`,
    query: ['declarations:sealed', DECLARATION, '1'],
  },
  {
    collection: COLLECTIONS.bodies,
    key: `${DECLARATION}@1`,
    query: ['declarations:clearBody', DECLARATION, '1'],
  },
];
/** Every key of an implicit collection (docs/spec/collections.md). */
const IMPLICIT: readonly Kind[] = [
  { collection: TAXS_OWN, key: `delivery/r-${ID}`, query: ['readings:delivery', `r-${ID}`] },
  ...['consent', 'application', 'reading'].map((kind) => ({
    collection: TAXS_OWN,
    key: `${kind}/${kind.charAt(0)}-${ID}`,
    query: ['readings:blinded', kind, `${kind.charAt(0)}-${ID}`],
  })),
];

/** The stranger is on the channel; what it attacks is tax's, and stands there because two colluded. */
export function strangers(attacked: () => AttackedNetwork): void {
  describe('an organization that is a member of no collection', () => {
    before(async () => {
      await defineLoose(attacked().network);
      for (const { collection, key } of [...EXPLICIT, ...IMPLICIT])
        expect(await written(['commerce', 'tax'], collection, key, { by: 'tax' })).to.equal('VALID');
    });

    /** What the peer of `at` answers, or what it refuses with. */
    async function asked(
      { at, client, chaincode }: { at: string; client: string; chaincode?: string },
      [name, ...args]: readonly string[],
    ): Promise<string> {
      const called = await attacked().contract(client, { at, ...(chaincode && { chaincode }) });
      try {
        const answer = await called.evaluate(name!, { arguments: args, endorsingOrganizations: [at] });
        return Buffer.from(answer).toString();
      } catch (error) {
        const { details, message } = error as { details?: { message: string }[]; message: string };
        return `refused: ${details?.[0]?.message ?? message}`;
      }
    }

    /** VALID, a validation code, or the name of the error of who did not endorse it; the value is the key's own name. */
    async function written(
      endorsers: string[],
      collection: string,
      key: string,
      { by = STRANGER, chaincode }: { by?: string; chaincode?: string } = {},
    ): Promise<unknown> {
      const called = await attacked().contract(by, { ...(chaincode && { chaincode }) });
      const put = { arguments: [collection, key, key], endorsingOrganizations: endorsers };
      return codeOf(called.submit('forger:putPrivate', put));
    }

    it('reads nothing through the product, be it at a member’s peer or at its own', async () => {
      for (const { key, query } of [...EXPLICIT, ...IMPLICIT]) {
        expect(await asked({ at: 'tax', client: 'tax' }, query), 'a member').to.equal(key);
        for (const at of ['tax', STRANGER])
          expect(await asked({ at, client: STRANGER }, query), `${key} at ${at}`).to.match(
            /^refused: .*NOT_FOUND/,
          );
      }
    });

    it('reads nothing through a modified chaincode, unless the owner itself hands out what is its own', async () => {
      for (const { collection, key } of [...EXPLICIT, ...IMPLICIT]) {
        const query = ['forger:getPrivate', collection, key];
        expect(await asked({ at: 'tax', client: 'tax' }, query), 'a member').to.equal(key);
        expect(await asked({ at: STRANGER, client: STRANGER }, query), key).to.match(/^refused: /);
        const handedOut = await asked({ at: 'tax', client: STRANGER }, query);
        if (collection === TAXS_OWN) expect(handedOut).to.equal(key);
        else expect(handedOut, key).to.match(/^refused: .*read access/);
      }
    });

    it('writes nothing, neither alone nor beside an honest organization; beside who colludes, it would', async () => {
      for (const { collection, key } of [...EXPLICIT, ...IMPLICIT]) {
        expect(await written([STRANGER], collection, key), 'alone').to.equal(ENDORSEMENT_POLICY_FAILURE);
        expect(await written([STRANGER, 'foreign-exchange'], collection, key)).to.equal('EndorseError');
        expect(await written([STRANGER, 'tax'], collection, key), 'the control').to.equal('VALID');
      }
    });

    it('writes nothing into an implicit collection without its owner, though two collude', async () => {
      for (const { collection, key } of IMPLICIT)
        expect(await written([STRANGER, 'commerce'], collection, key)).to.equal(ENDORSEMENT_POLICY_FAILURE);
    });

    it('would read and write where the collections were defined without that care', async () => {
      for (const { collection, key } of EXPLICIT) {
        expect(await written([STRANGER], collection, key, { chaincode: LOOSE })).to.equal('VALID');
        const query = ['forger:getPrivate', collection, key];
        expect(await asked({ at: 'tax', chaincode: LOOSE, client: STRANGER }, query)).to.equal(key);
      }
    });
  });
}
