import { generateSigningKey } from '@onceledger/chaincode/crypto';
import {
  commit,
  commitmentContext,
  declarationId,
  keyId,
  parseActor,
  parseClaimPath,
  parseDeclarantId,
  parseEntryId,
  parseEntryRef,
  parseLedgerId,
  parseReadingId,
  parseSalt,
  type SaltedClaims,
} from '@onceledger/chaincode/domain';
import {
  open,
  openDelivery,
  rewrap,
  seal,
  sealDelivery,
  type Binding,
  type OpeningKey,
  type Recipient,
} from '@onceledger/gateway';
import { expect } from 'chai';
import { refused } from '../support/refused.js';

const LEDGER = `once:${'A'.repeat(43)}`;
const ENTERPRISE = '91399999000014624D';
const OTHER = `i-${'1'.repeat(32)}`;

interface Party {
  readonly recipient: Recipient;
  readonly key: OpeningKey;
}

function party(owner: string): Party {
  const { jwk, privateKey } = generateSigningKey();
  const kid = keyId(jwk);
  return { key: { kid, privateKey }, recipient: { jwk, kid, owner: parseActor(owner) } };
}

const claims: SaltedClaims = {
  [parseClaimPath('bankAccount')]: { salt: parseSalt('A'.repeat(21) + 'A'), value: '622202 0001' },
  [parseClaimPath('legalRepresentative.telephone')]: { salt: parseSalt('B'.repeat(21) + 'A'), value: null },
};

function binding(
  changes: { ledger?: string; declarant?: string; type?: string; version?: number } = {},
): Binding {
  const declarant = parseDeclarantId(changes.declarant ?? ENTERPRISE);
  const context = commitmentContext({
    declarant,
    declaration: declarationId(parseEntryId('business-licence'), declarant),
    ledger: parseLedgerId(changes.ledger ?? LEDGER),
    type: parseEntryRef(changes.type ?? 'business-licence@1'),
    version: changes.version ?? 1,
  });
  return { commitment: commit(context, claims).commitment, context };
}

describe('sealed part', () => {
  const declarant = party(`declarant:${ENTERPRISE}`);
  const custodian = party('agency:market-regulation');
  const stranger = party('agency:tax');
  const sealed = () => seal(claims, [declarant.recipient, custodian.recipient], binding());

  it('opens for each recipient to what was sealed', async () => {
    const part = await sealed();
    for (const { key } of [declarant, custodian])
      expect(await open(part, [key], binding())).to.deep.equal(claims);
    expect(part.wraps.map(({ owner }) => owner)).to.deep.equal([
      `declarant:${ENTERPRISE}`,
      'agency:market-regulation',
    ]);
  });

  it('holds no plaintext', async () => {
    const text = JSON.stringify(await sealed());
    for (const needle of ['622202', 'bankAccount', Buffer.from('622202 0001').toString('base64url')])
      expect(text).to.not.contain(needle);
  });

  it('does not open for another key, nor for another key under a recipient’s name', async () => {
    const part = await sealed();
    const nobody = await refused('SEALED_PART_INVALID', open(part, [stranger.key], binding()));
    expect(nobody.detail).to.equal('NO_KEY');
    const disguised = { ...stranger.key, kid: custodian.key.kid };
    expect((await refused('SEALED_PART_INVALID', open(part, [disguised], binding()))).detail).to.equal(
      'DECRYPTION',
    );
  });

  for (const [what, place] of [
    ['another declarant', { declarant: OTHER }],
    ['another ledger', { ledger: `once:${'B'.repeat(42)}A` }],
    ['another version', { version: 2 }],
    ['another type', { type: 'business-licence@2' }],
  ] as const)
    it(`does not open when moved to ${what}`, async () => {
      const error = await refused(
        'SEALED_PART_INVALID',
        open(await sealed(), [custodian.key], binding(place)),
      );
      expect(error.detail).to.equal('DECRYPTION');
    });

  it('does not open under another commitment of the same declaration', async () => {
    const { commitment } = binding({ version: 2 });
    await refused('SEALED_PART_INVALID', open(await sealed(), [custodian.key], { ...binding(), commitment }));
  });

  it('does not open after any flipped byte of nonce, ciphertext or tag', async () => {
    const part = await sealed();
    for (const member of ['iv', 'ciphertext', 'tag'] as const) {
      const bytes = Buffer.from(part[member], 'base64url');
      for (let index = 0; index < bytes.length; index += 1) {
        const flipped = Buffer.from(bytes);
        flipped[index] = flipped[index]! ^ 1;
        const broken = { ...part, [member]: flipped.toString('base64url') };
        await refused('SEALED_PART_INVALID', open(broken, [custodian.key], binding()), `${member} ${index}`);
      }
    }
  });

  it('does not open after any flipped byte of the wrap', async () => {
    const part = await sealed();
    const wrap = part.wraps[1]!;
    const segments = wrap.jwe.split('.');
    for (const [segment, text] of segments.entries()) {
      const bytes = Buffer.from(text, 'base64url');
      for (let index = 0; index < bytes.length; index += 1) {
        const flipped = Buffer.from(bytes);
        flipped[index] = flipped[index]! ^ 1;
        const jwe = segments
          .map((one, at) => (at === segment ? flipped.toString('base64url') : one))
          .join('.');
        const broken = { ...part, wraps: [{ ...wrap, jwe }] };
        await refused('SEALED_PART_INVALID', open(broken, [custodian.key], binding()), `${segment} ${index}`);
      }
    }
  }).timeout(60_000);

  it('rewraps to a new key of one owner, leaving body and other wraps', async () => {
    const part = await sealed();
    const next = party('agency:market-regulation');
    const again = await rewrap(part, [custodian.key], [next.recipient]);
    expect(again.ciphertext).to.equal(part.ciphertext);
    expect(await open(again, [next.key], binding())).to.deep.equal(claims);
    expect(await open(again, [declarant.key], binding())).to.deep.equal(claims);
    await refused('SEALED_PART_INVALID', open(again, [custodian.key], binding()));
  });

  it('cannot be rewrapped by who cannot open it', async () => {
    await refused('SEALED_PART_INVALID', rewrap(await sealed(), [stranger.key], [stranger.recipient]));
  });
});

describe('delivery', () => {
  const requester = party('agency:tax');
  const content = {
    claims,
    declaration: declarationId(parseEntryId('business-licence'), parseDeclarantId(ENTERPRISE)),
    reading: parseReadingId(`r-${'0'.repeat(32)}`),
    version: 1,
  };

  it('opens for the requester’s key alone', async () => {
    const delivery = await sealDelivery(content, requester.recipient);
    expect(await openDelivery(delivery, requester.key)).to.deep.equal(content);
    const other = { ...party('agency:commerce').key, kid: requester.key.kid };
    expect((await refused('DELIVERY_REJECTED', openDelivery(delivery, other))).detail).to.equal('DECRYPTION');
  });

  it('is rejected where it names another key, or holds something else than claims', async () => {
    const delivery = await sealDelivery(content, requester.recipient);
    const renamed = { ...requester.key, kid: party('agency:tax').key.kid };
    await refused('DELIVERY_REJECTED', openDelivery(delivery, renamed));
    // A sealed part's wrap has another algorithm: it must not pass for a delivery.
    const part = await seal(claims, [requester.recipient], binding());
    const disguised = { ...delivery, jwe: part.wraps[0]!.jwe };
    expect((await refused('DELIVERY_REJECTED', openDelivery(disguised, requester.key))).detail).to.equal(
      'DECRYPTION',
    );
  });
});
