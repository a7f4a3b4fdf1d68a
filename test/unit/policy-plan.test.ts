import { expect } from 'chai';
import { OnceError, parseEntryRef, plan, type PlanFacts, type PlanStep } from '@onceledger/chaincode/domain';
import { catalogueRecord, claim, itemJson, typeJson } from '../support/catalogue-entries.js';
import { complete, itemOn, source, type } from '../support/plan-facts.js';
import {
  NOW,
  OTHER_ENTERPRISE,
  agency,
  application,
  at,
  consent,
  custody,
  declarant,
  declaration,
  paths,
} from '../support/policy-facts.js';

const step = (facts: PlanFacts): PlanStep => plan(facts).steps[0]!;
const declared = (change: Partial<typeof declaration>): PlanFacts => ({
  ...complete,
  sources: [{ ...source, declaration: { ...declaration, ...change } }],
});
const undeclared: PlanFacts = { ...complete, sources: [{ type }] };

describe('plan', () => {
  it('says what would be read, from whom and on what basis', () => {
    expect(plan(complete)).to.deep.equal({
      item: 'register-for-tax',
      declarant: '91350100M000100Y43',
      agency: 'tax',
      steps: [
        {
          type: 'business-licence',
          claims: ['name', 'telephone', 'account'],
          required: true,
          how: 'reading',
          declaration: 'business-licence.91350100M000100Y43',
          version: 3,
          provider: 'market-regulation',
          custodian: 'market-regulation',
          basis: ['request'],
        },
      ],
      asks: [],
      complete: true,
      application: 'a-11111111111111111111111111111111',
    });
  });

  it('calls a step open where all its claims are public', () => {
    const reads = [{ type: 'business-licence', claims: ['name'], required: true }];
    expect(
      step({ ...complete, item: catalogueRecord(itemJson({ bases: ['request'], reads })) }).how,
    ).to.equal('open');
  });

  it('lists what the item still asks for', () => {
    const asks = [{ element: 'lease', reason: { en: 'Not on the ledger', zh: '账本上没有' } }];
    expect(plan({ ...complete, item: catalogueRecord(itemJson({ asks })) }).asks).to.deep.equal(['lease']);
  });

  const obstacles: readonly (readonly [string, PlanFacts, object])[] = [
    [
      'nothing is declared',
      undeclared,
      { how: 'missing', obstacle: 'DECLARATION_UNKNOWN', remedy: 'declare' },
    ],
    [
      'the declaration was withdrawn',
      declared({ status: 'withdrawn' }),
      { how: 'missing', obstacle: 'DECLARATION_STATUS', remedy: 'declare' },
    ],
    [
      'the declaration is suspended',
      declared({ status: 'suspended' }),
      { how: 'reading', obstacle: 'DECLARATION_STATUS', remedy: 'wait' },
    ],
    [
      'the declaration has expired',
      declared({ validUntil: at('11:00:00') }),
      { how: 'missing', obstacle: 'DECLARATION_VALIDITY', remedy: 'declare' },
    ],
    [
      'the declaration is not valid yet',
      declared({ validFrom: at('13:00:00') }),
      { how: 'reading', obstacle: 'DECLARATION_VALIDITY', remedy: 'wait' },
    ],
    [
      'nobody has attested',
      declared({ status: 'declared' }),
      { how: 'reading', obstacle: 'DECLARATION_UNATTESTED', remedy: 'attest' },
    ],
    [
      'the declaration is under a former version of the type',
      {
        ...complete,
        sources: [
          {
            ...source,
            type: catalogueRecord(typeJson({ claims: { name: claim('public', 'unconditional') } })),
          },
        ],
      },
      { obstacle: 'CLAIM_UNKNOWN', remedy: 'declare' },
    ],
    [
      'nobody has applied',
      { ...complete, applications: [] },
      { how: 'reading', obstacle: 'APPLICATION_UNKNOWN', remedy: 'apply' },
    ],
    [
      'the application is closed',
      { ...complete, applications: [{ body: application, status: 'closed' }] },
      { obstacle: 'APPLICATION_CLOSED', remedy: 'apply' },
    ],
    [
      'the application leaves claims out',
      { ...complete, applications: [{ body: { ...application, reads: [] }, status: 'open' }] },
      { obstacle: 'APPLICATION_SCOPE', remedy: 'apply' },
    ],
    [
      'the application is by somebody else',
      {
        ...complete,
        applications: [{ body: { ...application, declarant: OTHER_ENTERPRISE }, status: 'open' }],
      },
      { obstacle: 'APPLICATION_OTHER', remedy: 'apply' },
    ],
    [
      'there is no consent',
      { ...complete, item: itemOn('consent'), consents: [] },
      { obstacle: 'CONSENT_UNKNOWN', remedy: 'consent' },
    ],
    [
      'the consent was revoked',
      { ...complete, item: itemOn('consent'), consents: [{ body: consent, status: 'revoked' }] },
      { obstacle: 'CONSENT_REVOKED', remedy: 'consent' },
    ],
    [
      'the consent has expired',
      {
        ...complete,
        item: itemOn('consent'),
        consents: [{ body: { ...consent, validUntil: NOW }, status: 'active' }],
      },
      { obstacle: 'CONSENT_EXPIRED', remedy: 'consent' },
    ],
    [
      'the consent leaves a claim out',
      {
        ...complete,
        item: itemOn('consent'),
        consents: [{ body: { ...consent, claims: paths('name') }, status: 'active' }],
      },
      { obstacle: 'CONSENT_SCOPE', remedy: 'consent' },
    ],
    [
      "today's quota is used up",
      { ...complete, item: itemOn('law'), grantedToday: 10 },
      { obstacle: 'QUOTA_EXCEEDED', remedy: 'wait' },
    ],
    [
      'the sealed part cannot be opened',
      { ...complete, sources: [{ ...source, custody: { ...custody, state: 'unopenable' } }] },
      { obstacle: 'UNOPENABLE', remedy: 'declare' },
    ],
  ];
  for (const [what, facts, expected] of obstacles) {
    it(`names obstacle and remedy where ${what}`, () => {
      expect(step(facts)).to.include(expected);
      expect(plan(facts).complete).to.equal(false);
    });
  }

  it('has no remedy for what only the agencies can change', () => {
    const closed: PlanFacts = {
      ...complete,
      agency: agency('tax', [{ role: 'requester' }], { status: 'closed' }),
    };
    expect(step(closed)).to.include({ obstacle: 'REQUESTER_UNKNOWN' }).and.not.to.have.property('remedy');
    const gone: PlanFacts = { ...complete, declarant: { ...declarant, status: 'deregistered' } };
    expect(step(gone)).to.include({ obstacle: 'DECLARANT_STATUS' }).and.not.to.have.property('remedy');
    const keyless: PlanFacts = {
      ...complete,
      agency: { ...complete.agency!, agency: { ...complete.agency!.agency, keys: [] } },
    };
    expect(step(keyless)).to.include({ obstacle: 'REQUESTER_KEY' }).and.not.to.have.property('remedy');
  });

  it('takes any basis that carries the reading', () => {
    const either: PlanFacts = { ...complete, item: itemOn('request', 'consent'), applications: [] };
    expect(step(either)).not.to.have.property('obstacle');
    expect(plan(either).complete).to.equal(true);
    expect(plan(either)).not.to.have.property('application');
  });

  it('takes whichever consent carries the reading', () => {
    const narrow = { body: { ...consent, claims: paths('name') }, status: 'active' } as const;
    const revoked = { body: consent, status: 'revoked' } as const;
    const good = { body: consent, status: 'active' } as const;
    for (const consents of [
      [narrow, revoked, good],
      [good, revoked],
      [revoked, good, narrow],
    ]) {
      expect(step({ ...complete, item: itemOn('consent'), consents })).not.to.have.property('obstacle');
    }
  });

  it('names the obstacle of the basis that comes furthest', () => {
    const consents = [{ body: { ...consent, claims: paths('name') }, status: 'active' }] as const;
    const facts: PlanFacts = { ...complete, item: itemOn('request', 'consent'), applications: [], consents };
    expect(step(facts)).to.include({ obstacle: 'CONSENT_SCOPE' });
  });

  it('names the obstacle of the basis that comes furthest, wherever the item names it', () => {
    const consents = [{ body: { ...consent, claims: paths('name') }, status: 'active' }] as const;
    const facts: PlanFacts = { ...complete, item: itemOn('consent', 'request'), applications: [], consents };
    expect(step(facts)).to.include({ obstacle: 'CONSENT_SCOPE' });
  });

  it('names the obstacle of the basis that the item names first, where none comes further', () => {
    const facts: PlanFacts = { ...complete, applications: [], consents: [] };
    expect(step({ ...facts, item: itemOn('consent', 'request') })).to.include({
      obstacle: 'CONSENT_UNKNOWN',
    });
    expect(step({ ...facts, item: itemOn('request', 'consent') })).to.include({
      obstacle: 'APPLICATION_UNKNOWN',
    });
  });

  it('rests on the open application among several for the item', () => {
    const closed = { body: application, status: 'closed' } as const;
    const elsewhere = {
      body: { ...application, item: parseEntryRef('other-item@1') },
      status: 'open',
    } as const;
    const open = { body: application, status: 'open' } as const;
    expect(plan({ ...complete, applications: [elsewhere, closed, open] })).to.deep.include({
      complete: true,
    });
    expect(step({ ...complete, applications: [elsewhere, closed] })).to.include({
      obstacle: 'APPLICATION_CLOSED',
    });
    expect(step({ ...complete, applications: [elsewhere] })).to.include({ obstacle: 'APPLICATION_UNKNOWN' });
  });

  it('is complete without what is optional and not there', () => {
    const reads = [{ type: 'business-licence', claims: ['name'], required: false }];
    const item = catalogueRecord(itemJson({ bases: ['request'], reads }));
    expect(plan({ ...undeclared, item })).to.deep.include({ complete: true });
    expect(plan({ ...declared({ status: 'declared' }), item })).to.deep.include({ complete: false });
  });

  it('judges every step by itself', () => {
    const reads = [
      { type: 'business-licence', claims: ['name'], required: true },
      { type: 'tax-registration', claims: ['name'], required: true },
    ];
    const other = catalogueRecord({ ...typeJson(), id: 'tax-registration' });
    const facts: PlanFacts = {
      ...complete,
      item: catalogueRecord(itemJson({ bases: ['request'], reads })),
      sources: [{ type: other }, source],
    };
    expect(plan(facts).steps.map(({ how, obstacle }) => [how, obstacle])).to.deep.equal([
      ['open', undefined],
      ['missing', 'DECLARATION_UNKNOWN'],
    ]);
    expect(plan(facts).complete).to.equal(false);
  });

  it('is refused for anything but an item', () => {
    expect(() => plan({ ...complete, item: type }))
      .to.throw(OnceError)
      .with.property('code', 'INPUT_INVALID');
  });
});
