import { expect } from 'chai';
import {
  REFUSALS,
  RULES,
  authorize,
  explain,
  type Decision,
  type ReadingFacts,
} from '@onceledger/chaincode/domain';
import { BROKEN } from '../support/broken-facts.js';
import { catalogueRecord, itemJson, typeJson } from '../support/catalogue-entries.js';
import {
  asking,
  at,
  but,
  byConsent,
  byLaw,
  byRequest,
  custody,
  declaration,
  paths,
  toAttest,
} from '../support/policy-facts.js';

const rules = ({ links }: Decision) => links.map(({ rule }) => rule);

describe('authorize', () => {
  for (const [name, facts] of Object.entries({ byLaw, byRequest, byConsent, toAttest })) {
    it(`grants where every link holds: ${name}`, () => {
      const decision = authorize(facts);
      expect(decision.granted).to.equal(true);
      expect(decision.links.every(({ holds }) => holds)).to.equal(true);
    });
  }

  for (const { what, refusal, facts, subject } of BROKEN) {
    it(`refuses with ${refusal} where ${what}`, () => {
      const decision = authorize(facts);
      expect(decision.granted).to.equal(false);
      expect(decision).to.include({ refusal });
      expect(decision.links.at(-1)).to.include({ holds: false, refusal });
      if (subject !== undefined) expect(decision.links.at(-1)?.subject).to.deep.equal(subject);
    });
  }

  it('has a case above for every refusal', () => {
    expect([...new Set(BROKEN.map(({ refusal }) => refusal))].sort()).to.deep.equal(
      Object.keys(REFUSALS).sort(),
    );
  });

  it('has one rule for each refusal, in the order of the refusals', () => {
    expect(RULES.map(({ refusal }) => refusal)).to.deep.equal(Object.keys(REFUSALS));
    expect(new Set(RULES.map(({ rule }) => rule)).size).to.equal(RULES.length);
  });

  it('stops at the first broken link', () => {
    const both = but(asking(byLaw, { version: 2 }), { grantedToday: 10 });
    expect(authorize(both)).to.include({ refusal: 'DECLARATION_VERSION' });
    expect(rules(authorize(both))).to.deep.equal([
      'requester-active',
      'requester-role',
      'declarant-active',
      'declaration-exists',
      'declaration-version',
    ]);
  });

  it('looks only at links that concern the basis', () => {
    expect(rules(authorize(byLaw)).slice(-5)).to.deep.equal([
      'basis-admitted',
      'quota',
      'request-window',
      'delivery-key',
      'custody-openable',
    ]);
    expect(rules(authorize(byRequest))).to.include.members(['application-exists', 'application-scope']);
    expect(rules(authorize(byRequest))).not.to.include.members(['consent-exists', 'quota']);
    expect(rules(authorize(toAttest))).to.deep.equal([
      'requester-active',
      'declarant-active',
      'declaration-exists',
      'declaration-version',
      'declaration-status',
      'declaration-validity',
      'claims-known',
      'basis-admitted',
      'attestation-provider',
      'request-window',
      'delivery-key',
      'custody-openable',
    ]);
  });
});

describe('rules, each by itself', () => {
  const brokenWithoutFacts = (facts: ReadingFacts) => {
    const { request, requestedAt, now, requestWindowSeconds } = facts;
    const bare: ReadingFacts = { request, requestedAt, now, requestWindowSeconds };
    return RULES.filter(({ concerns }) => concerns?.(bare) !== false)
      .filter(({ holds }) => holds(bare) !== true)
      .map(({ rule }) => rule);
  };
  const absences = ['requester-active', 'declarant-active', 'declaration-exists', 'claims-known'];

  it('leave what is absent to the rule about its absence', () => {
    expect(brokenWithoutFacts(byLaw)).to.deep.equal([...absences, 'item-effective']);
    expect(brokenWithoutFacts(byRequest)).to.deep.equal([
      ...absences,
      'item-effective',
      'application-exists',
    ]);
    expect(brokenWithoutFacts(byConsent)).to.deep.equal([...absences, 'item-effective', 'consent-exists']);
    expect(brokenWithoutFacts(toAttest)).to.deep.equal(absences);
  });

  it('hold, all that concern it, for a reading that is granted', () => {
    for (const facts of [byLaw, byRequest, byConsent, toAttest]) {
      const concerned = RULES.filter(({ concerns }) => concerns?.(facts) !== false);
      expect(concerned.filter(({ holds }) => holds(facts) !== true)).to.deep.equal([]);
    }
  });
});

describe('authorize at its edges', () => {
  const granted = {
    'the last reading of the quota': but(byLaw, { grantedToday: 9 }),
    'an item without a quota': but(byLaw, {
      grantedToday: 1_000_000,
      item: catalogueRecord(itemJson({ law: { citation: { en: 'Law', zh: '法' } } })),
    }),
    'a request committed exactly at the end of the window': but(byLaw, { committedAt: at('12:04:00') }),
    'a request whose commit time nobody vouches for': but(byLaw, { committedAt: undefined }),
    'validity that begins this moment': but(byLaw, {
      declaration: { ...declaration, validFrom: at('12:00:00') },
    }),
    'no report of the custodian yet': but(byLaw, { custody: undefined }),
    'public claims of an unopenable declaration': but(asking(byLaw, { claims: paths('name') }), {
      custody: { ...custody, state: 'unopenable' },
    }),
    'an unopenable former version': but(byLaw, { custody: { ...custody, version: 2, state: 'unopenable' } }),
    'an unattested declaration of a type that does not ask for it': but(byLaw, {
      declaration: { ...declaration, status: 'declared' },
      type: catalogueRecord(typeJson({ attested: false })),
    }),
    'a suspended declaration that its provider examines again': but(toAttest, {
      declaration: { ...declaration, status: 'suspended' },
    }),
    'conditional claims left out, without approval': but(
      asking(byLaw, { claims: paths('name', 'telephone') }),
      {
        item: catalogueRecord(itemJson({ approvedBy: [] })),
      },
    ),
  };
  for (const [what, facts] of Object.entries(granted)) {
    it(`grants ${what}`, () => {
      expect(authorize(facts)).to.include({ granted: true });
    });
  }
});

describe('explain', () => {
  it('names the first broken link in English', () => {
    const decision = authorize(asking(byLaw, { claims: paths('name', 'fax') }));
    expect(explain(decision, 'en').split('\n')).to.deep.equal([
      'Refused at the first broken link:',
      '✓ The requesting agency is active on this ledger.',
      '✓ The agency has the requester role for this type and region.',
      '✓ The declarant is active.',
      '✓ The declaration exists.',
      '✓ The version asked for is the current one.',
      '✓ The declaration is active.',
      '✓ The declaration is within its period of validity.',
      '✓ The declaration is attested.',
      '✗ A claim asked for is not part of the type. [CLAIM_UNKNOWN: fax]',
    ]);
  });

  it('names the first broken link in Chinese', () => {
    const decision = authorize(
      but(asking(byLaw, { claims: paths('fax', 'telex') }), { declarant: undefined }),
    );
    expect(explain(decision, 'zh').split('\n')).to.deep.equal([
      '拒绝，首个不满足的条件为：',
      '✓ 请求部门在本账本上有效。',
      '✓ 该部门具有读取该类型及该地区数据的请求方角色。',
      '✗ 申报人状态不是有效。 [DECLARANT_STATUS]',
    ]);
  });

  it('says so where every link holds', () => {
    expect(explain(authorize(byLaw), 'en')).to.match(/^Granted: every link holds\.\n(✓ [^\n]+\n?){20}$/);
    expect(explain(authorize(byLaw), 'zh')).to.match(/^准予：各项条件均满足。\n✓ /);
  });

  for (const lang of ['en', 'zh'] as const) {
    it(`has words for every rule and every refusal: ${lang}`, () => {
      for (const { facts, refusal } of BROKEN) {
        const text = explain(authorize(facts), lang);
        expect(text, refusal).to.include(REFUSALS[refusal][lang]);
        expect(text).not.to.match(/[a-z]-[a-z]+-[a-z]+$/m);
      }
    });
  }
});
