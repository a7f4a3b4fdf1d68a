import { common, msp } from '@hyperledger/fabric-protos';
import {
  ChannelConfiguration,
  decodeIdentity,
  evaluatePolicy,
  implicitMeta,
  outOf,
  parsePolicy,
  parseSignaturePolicy,
  satisfies,
  type Member,
  type Policy,
  type Principal,
  type Rule,
} from '@onceledger/network/blocks';
import { issueIdentity, serializeIdentity, type Identity } from '@onceledger/network/identity';
import { expect } from 'chai';
import fc from 'fast-check';
import { ORGANIZATIONS, TestChannel, material, type Name } from '../support/channel.js';

type Who = `${Name}.${'peer' | 'client' | 'admin' | 'peer1'}`;

const role = (name: string): Principal => {
  const [mspId = '', named = ''] = name.split('.');
  return { kind: 'role', mspId, role: named as 'peer' };
};
const by = (name: string): Rule => ({ signedBy: role(name) });
const of = (n: number, ...rules: Rule[]): Rule => ({ n, rules });

describe('signature policies', () => {
  let people: ReadonlyMap<string, Member>;
  before(async () => {
    people = await everybody();
  });
  const holds = (rule: Rule, signers: readonly Who[]): boolean =>
    evaluatePolicy(
      { kind: 'signature', rule },
      signers.map((one) => people.get(one)!),
      () => [],
    );

  const table: readonly {
    readonly rule: Rule;
    readonly says: string;
    readonly yes: Who[][];
    readonly no: Who[][];
  }[] = [
    {
      says: 'one peer of tax',
      rule: by('tax.peer'),
      yes: [['tax.peer'], ['commerce.peer', 'tax.peer']],
      no: [[], ['tax.client'], ['tax.admin'], ['commerce.peer']],
    },
    {
      says: 'any member of tax',
      rule: by('tax.member'),
      yes: [['tax.peer'], ['tax.client'], ['tax.admin']],
      no: [[], ['commerce.peer']],
    },
    {
      says: 'two of three organizations',
      rule: of(2, ...ORGANIZATIONS.map((name) => by(`${name}.peer`))),
      yes: [
        ['tax.peer', 'commerce.peer'],
        ['commerce.peer', 'tax.peer'],
        ['tax.peer', 'commerce.peer', 'market-regulation.peer'],
        ['tax.peer', 'tax.peer1', 'commerce.peer'],
      ],
      no: [[], ['tax.peer'], ['tax.peer', 'tax.peer1'], ['tax.peer', 'commerce.client']],
    },
    {
      says: 'two different peers of one organization',
      rule: of(2, by('tax.peer'), by('tax.peer')),
      yes: [['tax.peer', 'tax.peer1']],
      no: [['tax.peer'], ['tax.peer', 'commerce.peer']],
    },
    {
      says: 'either of two',
      rule: of(1, by('tax.peer'), by('commerce.peer')),
      yes: [['tax.peer'], ['commerce.peer'], ['tax.peer', 'commerce.peer']],
      no: [[], ['market-regulation.peer']],
    },
    {
      says: 'tax and one of the others',
      rule: of(2, by('tax.peer'), of(1, by('commerce.peer'), by('market-regulation.peer'))),
      yes: [
        ['tax.peer', 'commerce.peer'],
        ['market-regulation.peer', 'tax.peer'],
      ],
      no: [['tax.peer'], ['commerce.peer', 'market-regulation.peer'], ['tax.peer', 'tax.peer1']],
    },
    { says: 'nothing asked', rule: of(0), yes: [[], ['tax.peer']], no: [] },
    {
      // A member takes the only peer first, and nobody tries again: as Fabric does it.
      says: 'a member, then a peer: the first in order is used up',
      rule: of(2, by('tax.member'), by('tax.peer')),
      yes: [
        ['tax.client', 'tax.peer'],
        ['tax.peer', 'tax.peer1'],
      ],
      no: [['tax.peer', 'tax.client'], ['tax.peer']],
    },
    {
      says: 'a failed branch uses nobody up',
      rule: of(1, of(2, by('tax.peer'), by('commerce.peer')), by('tax.peer')),
      yes: [['tax.peer']],
      no: [['commerce.peer']],
    },
  ];
  for (const { says, rule, yes, no } of table)
    it(says, () => {
      for (const signers of yes) expect(holds(rule, signers), `with ${signers.join(' ')}`).to.equal(true);
      for (const signers of no) expect(holds(rule, signers), `with ${signers.join(' ')}`).to.equal(false);
    });

  it('n of the peers of different organizations: exactly where n of them signed', () => {
    const subset = fc.subarray([...ORGANIZATIONS]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), subset, fc.boolean(), (n, signed, doubled) => {
        const signers = signed.flatMap((name): Who[] =>
          doubled && name === 'tax' ? [`${name}.peer`, `${name}.peer1`] : [`${name}.peer`],
        );
        const rule = of(n, ...ORGANIZATIONS.map((name) => by(`${name}.peer`)));
        expect(holds(rule, signers)).to.equal(signed.length >= n);
      }),
    );
  });

  it('are read from what the encoder wrote', () => {
    const written = outOf(2, [
      { mspId: 'tax', role: 'peer' },
      { mspId: 'commerce', role: 'admin' },
    ]).serializeBinary();
    const expected: Policy = { kind: 'signature', rule: of(2, by('tax.peer'), by('commerce.admin')) };
    expect(parseSignaturePolicy(written)).to.deep.equal(expected);
  });

  it('are refused where they name nobody, an unknown role, version or kind', () => {
    const envelope = outOf(1, [{ mspId: 'tax', role: 'peer' }]);
    envelope.setIdentitiesList([]);
    expect(() => parseSignaturePolicy(envelope.serializeBinary())).to.throw('names nobody');
    const later = outOf(1, [{ mspId: 'tax', role: 'peer' }]);
    later.setVersion(1);
    expect(() => parseSignaturePolicy(later.serializeBinary())).to.throw('version');
    const empty = new common.SignaturePolicyEnvelope();
    expect(() => parseSignaturePolicy(empty.serializeBinary())).to.throw('names nobody');
    const kind = new common.Policy();
    kind.setType(common.Policy.PolicyType.MSP);
    expect(() => parsePolicy(kind)).to.throw('unknown kind');
    const nested = new common.SignaturePolicyEnvelope();
    nested.setRule(deep(100));
    expect(() => parseSignaturePolicy(nested.serializeBinary())).to.throw('too deeply');
  });
});

function deep(levels: number): common.SignaturePolicy {
  const gate = new common.SignaturePolicy.NOutOf();
  if (levels > 0) gate.setRulesList([deep(levels - 1)]);
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(gate);
  return rule;
}

describe('implicit policies', () => {
  const below =
    (...results: boolean[]) =>
    (name: string) =>
      name === 'Endorsement' ? results.map((result) => () => result) : [];
  const holds = (rule: 'ANY' | 'ALL' | 'MAJORITY', ...results: boolean[]): boolean =>
    evaluatePolicy({ kind: 'implicit-meta', rule, subPolicy: 'Endorsement' }, [], below(...results));

  it('ANY, ALL and MAJORITY of the groups below', () => {
    expect(holds('ANY', false, true)).to.equal(true);
    expect(holds('ANY', false, false)).to.equal(false);
    expect(holds('ALL', true, true)).to.equal(true);
    expect(holds('ALL', true, false)).to.equal(false);
    expect(holds('MAJORITY', true, true, false)).to.equal(true);
    expect(holds('MAJORITY', true, false)).to.equal(false);
    expect(holds('MAJORITY', true, true, false, false)).to.equal(false);
    for (const rule of ['ANY', 'ALL', 'MAJORITY'] as const) expect(holds(rule)).to.equal(true);
  });

  it('are read from what the encoder wrote', () => {
    const policy = new common.Policy();
    policy.setType(common.Policy.PolicyType.IMPLICIT_META);
    policy.setValue(implicitMeta('MAJORITY', 'Admins').serializeBinary());
    expect(parsePolicy(policy)).to.deep.equal({
      kind: 'implicit-meta',
      rule: 'MAJORITY',
      subPolicy: 'Admins',
    });
  });
});

describe('principals', () => {
  it('an organizational unit, one identity, several at once', async () => {
    const people = await everybody();
    const [peer, client, foreign] = ['tax.peer', 'tax.client', 'commerce.peer'].map((one) =>
      people.get(one)!,
    );
    const unit: Principal = { kind: 'unit', mspId: 'tax', unit: 'peer', certifiers: peer!.certifiers };
    expect([peer!, client!, foreign!].map((one) => satisfies(one, unit))).to.deep.equal([true, false, false]);
    expect(satisfies(peer!, { ...unit, certifiers: foreign!.certifiers })).to.equal(false);
    const identity: Principal = { kind: 'identity', mspId: 'tax', certificate: peer!.certificate.toString() };
    expect([peer!, client!].map((one) => satisfies(one, identity))).to.deep.equal([true, false]);
    expect(satisfies(peer!, { ...identity, certificate: 'none' })).to.equal(false);
    const both: Principal = { kind: 'all', principals: [unit, role('tax.peer')] };
    expect([peer!, client!].map((one) => satisfies(one, both))).to.deep.equal([true, false]);
  });

  it('of a kind that nothing uses are refused', () => {
    const { Classification } = msp.MSPPrincipal;
    for (const kind of [Classification.ANONYMITY, Classification.COMBINED, Classification.ROLE]) {
      const principal = new msp.MSPPrincipal();
      principal.setPrincipalClassification(kind);
      const named = new msp.MSPRole();
      named.setRole(9 as never);
      if (kind === Classification.ROLE) principal.setPrincipal(named.serializeBinary());
      const envelope = outOf(1, [{ mspId: 'tax', role: 'peer' }]);
      envelope.setIdentitiesList([principal]);
      expect(() => parseSignaturePolicy(envelope.serializeBinary())).to.throw();
    }
  });
});

/** Everybody of the tables, as the channel knows them. */
async function everybody(): Promise<ReadonlyMap<string, Member>> {
  const channel = await TestChannel.create();
  const config = ChannelConfiguration.fromBlock(channel.blocks[0]!);
  const all = await material();
  const found = new Map<string, Member>();
  for (const name of ORGANIZATIONS) {
    const authority = all.authorities[name];
    const identities: Record<string, Identity> = {
      peer: all.peers[name],
      client: all.clients[name],
      admin: await issueIdentity(authority, 'admin', 'admin'),
      peer1: await issueIdentity(authority, 'peer', 'peer1'),
    };
    for (const [kind, identity] of Object.entries(identities)) {
      const member = config.member(decodeIdentity(serializeIdentity(identity.mspId, identity.certificate)));
      found.set(`${name}.${kind}`, member!);
    }
  }
  return found;
}
