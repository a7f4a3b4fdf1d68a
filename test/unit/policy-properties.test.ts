import { expect } from 'chai';
import fc from 'fast-check';
import { authorize, plan, type ReadingFacts, type RoleName } from '@onceledger/chaincode/domain';
import { BROKEN } from '../support/broken-facts.js';
import { itemOn, planFor } from '../support/plan-facts.js';
import {
  asking,
  at,
  but,
  byConsent,
  byLaw,
  byRequest,
  consent,
  custody,
  declaration,
  paths,
  tax,
  toAttest,
} from '../support/policy-facts.js';

const granted: fc.Arbitrary<ReadingFacts> = fc.constantFrom(byLaw, byRequest, byConsent, toAttest);

/** Takes one member of the facts away. Custody, commit time and the count of readings say something only where they are there. */
const REMOVABLE = ['requester', 'declaration', 'declarant', 'type'] as const;

/** Whatever members the second break changed, the first broken fact's own changes win. */
function mixed(one: ReadingFacts, other: ReadingFacts): ReadingFacts {
  const base = [byLaw, byRequest, byConsent, toAttest].find(
    ({ request }) => request.basis.kind === one.request.basis.kind,
  );
  const changed = Object.entries(one).filter(([name, value]) => base?.[name as keyof ReadingFacts] !== value);
  const removed = Object.keys(base ?? {}).filter((name) => !(name in one));
  return but(
    { ...other, ...Object.fromEntries(changed) },
    Object.fromEntries(removed.map((name) => [name, undefined])),
  );
}

describe('authorize, whatever the facts', () => {
  it('never grants where any needed fact is absent', () => {
    fc.assert(
      fc.property(granted, fc.subarray([...REMOVABLE], { minLength: 1 }), (facts, members) => {
        const less = but(facts, Object.fromEntries(members.map((member) => [member, undefined])));
        expect(authorize(less).granted).to.equal(false);
      }),
    );
  });

  it('never grants where any of the known breaks is combined with any other, but what a provider may do', () => {
    const grants = BROKEN.flatMap((one) =>
      BROKEN.filter((other) => authorize(mixed(one.facts, other.facts)).granted).map((other) => [
        one.what,
        other.what,
      ]),
    );
    // Who is to attest opens what is not attested yet, and what is suspended, to examine it again: there neither is a break.
    const ended = 'a withdrawn declaration is to be attested';
    expect(grants).to.deep.equal([
      ['the declaration is suspended', ended],
      ['the declaration is not attested', ended],
    ]);
  });

  it('judges the same facts the same way, and by links that all hold up to the broken one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...BROKEN), ({ facts }) => {
        const decision = authorize(facts);
        expect(authorize(facts)).to.deep.equal(decision);
        expect(decision.links.slice(0, -1).every(({ holds }) => holds)).to.equal(true);
      }),
    );
  });

  it('grants no claim that item, application or consent leave out', () => {
    const all = ['name', 'telephone', 'account', 'secret', 'fax'];
    fc.assert(
      fc.property(
        fc.constantFrom(byRequest, byConsent),
        fc.subarray(all, { minLength: 1 }),
        fc.subarray(all, { minLength: 1 }),
        (facts, asked, covered) => {
          const reads = [{ type: consent.type, claims: paths(...covered) }];
          const application = facts.application && {
            ...facts.application,
            body: { ...facts.application.body, reads },
          };
          const given = facts.consent && {
            ...facts.consent,
            body: { ...consent, claims: paths(...covered) },
          };
          const narrowed = but(asking(facts, { claims: paths(...asked) }), { application, consent: given });
          const admitted = asked.every((path) => covered.includes(path) && !['secret', 'fax'].includes(path));
          expect(authorize(narrowed).granted).to.equal(admitted);
        },
      ),
    );
  });
});

describe('plan, whatever the facts', () => {
  const times = fc.constantFrom(
    at('09:00:00'),
    at('12:00:00'),
    at('12:30:00'),
    at('13:00:00'),
    at('14:00:00'),
  );
  const status = fc.constantFrom(
    'declared',
    'attested',
    'refused',
    'suspended',
    'withdrawn',
    'revoked',
    'expired',
  );
  const facts = fc
    .record({
      base: fc.constantFrom(byLaw, byRequest, byConsent),
      now: times,
      status: status,
      validUntil: fc.option(times, { nil: undefined }),
      declared: fc.boolean(),
      open: fc.boolean(),
      standing: fc.boolean(),
      openable: fc.boolean(),
      quota: fc.integer({ min: 8, max: 11 }),
      role: fc.constantFrom<RoleName>('requester', 'auditor'),
    })
    .map(({ base, now, declared, open, standing, openable, quota, role, ...more }): ReadingFacts => {
      const { validUntil } = more;
      return but(base, {
        now,
        item: itemOn(base.request.basis.kind),
        committedAt: undefined,
        grantedToday: quota,
        requester: { ...tax, agency: { ...tax.agency, roles: [{ role }] } },
        custody: { ...custody, state: openable ? 'held' : 'unopenable' },
        declaration: declared
          ? {
              ...declaration,
              status: more.status as 'declared',
              ...(validUntil === undefined ? {} : { validUntil }),
            }
          : undefined,
        application: base.application && { ...base.application, status: open ? 'open' : 'closed' },
        consent: base.consent && { ...base.consent, status: standing ? 'active' : 'revoked' },
      });
    });

  it('has no obstacle exactly where the reading would be granted, and otherwise the same one', () => {
    fc.assert(
      fc.property(facts, (reading) => {
        const decision = authorize(reading);
        const [step] = plan(planFor(reading)!).steps;
        expect(step!.obstacle).to.equal(decision.granted ? undefined : decision.refusal);
        expect(plan(planFor(reading)!).complete).to.equal(decision.granted);
      }),
      { numRuns: 500 },
    );
  });
});
