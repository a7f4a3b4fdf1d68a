import { expect } from 'chai';
import { NodeSignatureVerifier } from '@onceledger/chaincode/crypto';
import {
  agencyKeyAt,
  keysAt,
  parseAct,
  parseCanonical,
  parseRecord,
  splitActor,
  verifyAct,
  type AnyRecord,
  type DeclarantRecord,
  type PublicJwk,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import {
  applicationBody,
  consentBody,
  deliveryTo,
  grantedBody,
  LICENCE,
  mandateBody,
  newSalt,
  requestBody,
} from '../support/contract-bodies.js';
import {
  actorOf,
  attestationReading,
  declare,
  draft,
  MARKET,
  newWorld,
  statusBody,
  TAX,
} from '../support/contract-scenes.js';
import { ENTERPRISE, json, LEDGER, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);

/** A whole story, so that records of every kind are there. */
async function story(world: World): Promise<void> {
  await declare(world);
  await world.act('custody.report', MARKET, { declaration: LICENCE, version: 1, state: 'held' });
  const attestation = await attestationReading(world);
  await world.act('declaration.attest', MARKET, statusBody(world, LICENCE, { reading: attestation }));
  await world.act('mandate.grant', OWNER, mandateBody(world));
  await world.act('application.apply', OWNER, applicationBody());
  const consent = consentBody(world);
  await world.act('consent.grant', OWNER, consent);
  const body = requestBody(world, { basis: { kind: 'consent', consent: consent['consent']! } });
  await world.act('reading.request', TAX, body);
  const reading = body['reading'] as string;
  const delivery = deliveryTo(world, 'tax');
  await world.act('reading.answer', MARKET, grantedBody(reading, delivery), { transient: { delivery } });
  await world.act('reading.receive', TAX, { reading, salt: newSalt(), result: 'received' });
}

function recordsOf(world: World): readonly AnyRecord[] {
  return [...(world.peer.state.get('') ?? [])]
    .filter(([key]) => !/^\u0000(catalogue-head|provides)\u0000/.test(key))
    .map(([, value]) => parseRecord(parseCanonical(value.toString())));
}

describe('contracts: two colluding organizations', () => {
  let world: World;
  before(async () => {
    world = await newWorld();
    await story(world);
  });

  function keyOf(signed: SignedAct): PublicJwk | undefined {
    const { payload, header } = parseAct(signed.jws);
    const { agency, declarant } = splitActor(payload.actor);
    const found = recordsOf(world).find((record) =>
      record.kind === 'agency'
        ? record.agency.code === agency
        : record.kind === 'declarant' && record.declarant === declarant,
    );
    return found?.kind === 'agency'
      ? agencyKeyAt(found, header.kid, payload.issuedAt, 'sign')?.jwk
      : keysAt(found as DeclarantRecord, payload.issuedAt).find(({ kid }) => kid === header.kid)?.jwk;
  }

  it('find in every record but those of the bootstrap the acts that made it, each verifiable from the ledger alone', () => {
    const verifier = new NodeSignatureVerifier();
    const kinds = new Map<string, number>();
    for (const record of recordsOf(world)) {
      const acts = record.acts as readonly SignedAct[];
      if (record.kind === 'settings' || record.kind === 'agency') expect(acts).to.deep.equal([]);
      else expect(acts.length, record.kind).to.be.greaterThan(0);
      for (const signed of acts) {
        const key = keyOf(signed);
        expect(key, record.kind).to.not.equal(undefined);
        expect(verifyAct(signed, key!, verifier).payload.ledger).to.equal(LEDGER);
      }
      kinds.set(record.kind, (kinds.get(record.kind) ?? 0) + acts.length);
    }
    expect([...kinds.keys()].sort()).to.deep.equal([
      'agency',
      'application',
      'catalogue-entry',
      'consent',
      'custody',
      'declarant',
      'declaration',
      'mandate',
      'reading',
      'settings',
    ]);
  });

  it('cannot have the contracts declare, attest, consent or answer with a key of somebody else', async () => {
    const snapshot = world.snapshot();
    const forged = { key: world.key(MARKET) };
    const own = { key: world.key(TAX) };
    const mark = draft(world, { type: 'trade-mark' });
    await refused('ACT_KEY', world.act('declaration.declare', OWNER, mark.body, forged));
    await declare(world, { type: 'trade-mark' });
    const status = statusBody(world, `trade-mark.${ENTERPRISE}`);
    const market = { organization: 'market-regulation' };
    await refused('ACT_KEY', world.act('declaration.attest', MARKET, status, { ...own, ...market }));
    await refused('ACT_KEY', world.act('consent.grant', OWNER, consentBody(world), forged));
    const body = requestBody(world);
    await world.act('reading.request', TAX, body);
    const delivery = deliveryTo(world, 'tax');
    const answer = grantedBody(body['reading'] as string, delivery);
    await refused(
      'ACT_KEY',
      world.act('reading.answer', MARKET, answer, { ...own, ...market, transient: { delivery } }),
    );
    world.restore(snapshot);
  });

  it('cannot move an act of one record to another, nor change what it says', async () => {
    const signed = world.sign('declaration.declare', OWNER, draft(world, { type: 'trade-mark' }).body);
    const other = draft(world, { type: 'trade-mark', discriminator: 'other' });
    await refused('ACT_TARGET', world.send('declaration.declare', { ...signed, body: other.body }));
    const claims = draft(world, { type: 'trade-mark', claims: { name: 'Forged' } });
    await refused('ACT_BODY', world.send('declaration.declare', { ...signed, body: claims.body }));
    await refused('ACT_TARGET', world.send('declaration.amend', signed));
    const [header, payload, signature] = signed.jws.split('.') as [string, string, string];
    const decoded = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, string>;
    const later = { ...decoded, notAfter: '2026-03-02T00:00:00.000Z' };
    const jws = `${header}.${Buffer.from(JSON.stringify(later)).toString('base64url')}.${signature}`;
    await refused(
      'ACT_SIGNATURE',
      world.send('declaration.declare', { ...signed, jws: jws as typeof signed.jws }),
    );
    expect(json(signed)).to.have.all.keys('body', 'jws');
  });
});
