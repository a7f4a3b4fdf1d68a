import { expect } from 'chai';
import {
  assertFileable,
  catalogueReferences,
  claimsSchema,
  parseCatalogueEntry,
  type CatalogueLookup,
  type JsonObject,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import {
  catalogueRecord,
  claim,
  elementJson,
  itemJson,
  typeEntry,
  typeJson,
} from '../support/catalogue-entries.js';
import { agency } from '../support/policy-facts.js';
import { refusal } from '../support/refusal.js';

const agencies = [
  agency('market-regulation', [{ role: 'provider' }, { role: 'custodian' }]),
  agency('tax', [{ role: 'requester' }]),
  agency('closed', [{ role: 'requester' }, { role: 'provider' }], { status: 'closed' }),
];

function lookup(...entries: readonly JsonValue[]): CatalogueLookup {
  const records = entries.map((json) => catalogueRecord(json));
  return {
    effective: (id) => records.find(({ entry }) => entry.id === id),
    providers: (element) =>
      records.filter(
        ({ entry }) =>
          entry.kind === 'type' && Object.values(entry.body.claims).some((one) => one.element === element),
      ),
    agency: (code) => agencies.find((one) => one.agency.code === code),
  };
}
const file = (json: JsonValue, state: CatalogueLookup) => {
  assertFileable(parseCatalogueEntry(json), state);
};
const licence = lookup(elementJson('enterprise-name'), typeJson());
const faultPaths = (json: JsonValue, state: CatalogueLookup) =>
  refusal('INPUT_INVALID', () => {
    file(json, state);
  }).faults.map(({ path }) => path);

describe('filing an element', () => {
  it('takes one whose schema keeps to the profile', () => {
    file(elementJson('enterprise-name'), lookup());
  });

  it('refuses any other schema', () => {
    const refused = refusal('SCHEMA_UNSUPPORTED', () => {
      file(elementJson('name', { schema: { type: 'string' } }), lookup());
    });
    expect(refused.faults).to.deep.equal([{ path: '/body/schema/maxLength', problem: 'is missing' }]);
  });
});

describe('filing a type', () => {
  const state = lookup(
    elementJson('enterprise-name'),
    elementJson('person-name', { personal: true }),
    itemJson(),
  );

  it('takes one whose elements and agencies are there', () => {
    file(typeJson(), state);
  });

  const claims = (more: JsonObject): JsonObject => typeJson({ claims: { name: more } });
  const cases: readonly (readonly [string, JsonObject, readonly string[]])[] = [
    ['a provider that is not there', typeJson({ provider: 'nobody' }), ['/body/provider']],
    [
      'a provider without the role',
      typeJson({ provider: 'tax', custodian: 'tax' }),
      ['/body/provider', '/body/custodian'],
    ],
    ['a closed provider', typeJson({ provider: 'closed' }), ['/body/provider']],
    [
      'an element that is not there',
      claims(claim('private', 'unconditional', { element: 'nothing' })),
      ['/body/claims/name/element'],
    ],
    [
      'an element that is an item',
      claims(claim('private', 'unconditional', { element: 'register-for-tax' })),
      ['/body/claims/name/element'],
    ],
    [
      "a schema that is not the element's",
      claims(claim('private', 'none', { schema: { type: 'string', maxLength: 5 } })),
      ['/body/claims/name/schema'],
    ],
    [
      'a schema outside the profile',
      claims(claim('private', 'none', { schema: { type: 'string' } })),
      ['/body/claims/name/schema/maxLength'],
    ],
    [
      'a public claim shared conditionally',
      claims(claim('public', 'conditional')),
      ['/body/claims/name/sharing'],
    ],
    ['a public claim never shared', claims(claim('public', 'none')), ['/body/claims/name/sharing']],
    [
      'a personal claim open on the chain',
      claims(claim('public', 'unconditional', { element: 'person-name' })),
      ['/body/claims/name/visibility'],
    ],
    [
      "an individual's claim open on the chain",
      typeJson({ subject: ['individual'], claims: { name: claim('public', 'unconditional') } }),
      ['/body/claims/name/visibility'],
    ],
  ];
  for (const [what, json, expected] of cases) {
    it(`refuses ${what}`, () => {
      expect(faultPaths(json, state)).to.deep.equal(expected);
      refusal('INPUT_INVALID', () => {
        file(json, state);
      });
    });
  }

  it('refuses patterns that are too costly together', () => {
    const schema = { type: 'string', pattern: '^(?:a|a){15}$', maxLength: 15 };
    const costly = lookup(elementJson('enterprise-name', { schema }));
    const many = (count: number) =>
      typeJson({
        claims: Object.fromEntries(
          Array.from({ length: count }, (_, n) => [`c${n}`, claim('private', 'none', { schema })]),
        ),
      });
    file(many(7), costly);
    expect(faultPaths(many(8), costly)).to.deep.equal(['/body/claims']);
  });

  it('takes personal public claims where the public body can be purged', () => {
    const personal = claim('public', 'unconditional', { element: 'person-name' });
    file(typeJson({ subject: ['individual'], publicBody: 'collection', claims: { name: personal } }), state);
  });
});

describe('filing an item', () => {
  const readable = [{ type: 'business-licence', claims: ['name', 'telephone'], required: true }];
  const item = (more: JsonObject): JsonObject => itemJson({ reads: readable, ...more });

  it('takes one that reads what is there', () => {
    file(item({ result: 'business-licence' }), licence);
  });

  const cases: readonly (readonly [string, JsonObject, readonly string[]])[] = [
    ['an agency that is not there', item({ agency: 'nobody' }), ['/body/agency']],
    ['an agency that is no requester', item({ agency: 'market-regulation' }), ['/body/agency']],
    ['an approval by nobody', item({ approvedBy: ['market-regulation', 'nobody'] }), ['/body/approvedBy/1']],
    [
      'a type that is not there',
      item({ reads: [{ type: 'nothing', claims: ['name'], required: true }] }),
      ['/body/reads/0/type'],
    ],
    [
      'an element in place of a type',
      item({ reads: [{ type: 'enterprise-name', claims: ['name'], required: true }] }),
      ['/body/reads/0/type'],
    ],
    [
      'claims that the type lacks, and one never handed on',
      item({ reads: [{ type: 'business-licence', claims: ['fax', 'name', 'secret'], required: true }] }),
      ['/body/reads/0/claims/0', '/body/reads/0/claims/2'],
    ],
    [
      'a claim named like a member of every object',
      item({ reads: [{ type: 'business-licence', claims: ['toString'], required: true }] }),
      ['/body/reads/0/claims/0'],
    ],
    ['a type about other declarants', item({ subject: ['individual'] }), ['/body/reads/0/type']],
    [
      'an ask for what is no element',
      item({ asks: [{ element: 'business-licence' }] }),
      ['/body/asks/0/element'],
    ],
    ['a result that is no type', item({ result: 'enterprise-name' }), ['/body/result']],
  ];
  for (const [what, json, expected] of cases) {
    it(`refuses ${what}`, () => {
      expect(faultPaths(json, licence)).to.deep.equal(expected);
    });
  }

  const asks = [{ element: 'enterprise-name' }];
  const reason = { en: 'The law demands the original.', zh: '法律要求提供原件。' };

  it('refuses to ask again for what an effective type provides, naming both', () => {
    const refused = refusal('ASKS_AGAIN', () => {
      file(item({ asks }), licence);
    });
    expect(refused.detail).to.equal('business-licence provides enterprise-name');
  });

  it('takes a reason, which stays on record', () => {
    file(item({ asks: [{ element: 'enterprise-name', reason }] }), licence);
  });

  it('lets ask for what no type provides to this kind of declarant', () => {
    const forPeople = typeJson({
      subject: ['individual'],
      claims: { name: claim('private', 'unconditional') },
    });
    file(itemJson({ reads: [], asks }), lookup(elementJson('enterprise-name'), forPeople));
  });

  it('refuses where the type is for this kind of declarant among others', () => {
    const forAll = typeJson({
      subject: ['individual', 'enterprise'],
      publicBody: 'collection',
      claims: { name: claim('private', 'unconditional'), other: claim('private', 'none') },
    });
    const state = lookup(elementJson('enterprise-name'), forAll);
    refusal('ASKS_AGAIN', () => {
      file(itemJson({ reads: [], asks }), state);
    });
    file(itemJson({ reads: [{ type: 'business-licence', claims: ['name'], required: true }] }), state);
  });

  it('lets ask for what types hold but never hand on', () => {
    const kept = typeJson({ claims: { name: claim('private', 'none') } });
    file(itemJson({ reads: [], asks }), lookup(elementJson('enterprise-name'), kept));
  });

  it('lets ask for what only a retired type provided', () => {
    const state = lookup(elementJson('enterprise-name'));
    const retired = catalogueRecord(typeJson(), 'retired');
    file(itemJson({ reads: [], asks }), { ...state, providers: () => [retired] });
  });
});

describe('references of an entry', () => {
  it('are what must be loaded to judge it, each once', () => {
    const asks = [{ element: 'lease' }];
    expect(catalogueReferences(parseCatalogueEntry(elementJson('enterprise-name')))).to.deep.equal({
      entries: [],
      elements: [],
      agencies: [],
    });
    expect(catalogueReferences(parseCatalogueEntry(typeJson()))).to.deep.equal({
      entries: ['enterprise-name'],
      elements: [],
      agencies: ['market-regulation'],
    });
    expect(
      catalogueReferences(parseCatalogueEntry(itemJson({ asks, result: 'tax-registration' }))),
    ).to.deep.equal({
      entries: ['business-licence', 'lease', 'tax-registration'],
      elements: ['lease'],
      agencies: ['tax', 'market-regulation'],
    });
  });
});

describe('schema of claims', () => {
  const { body } = typeEntry(typeJson());
  const text = { type: 'string', minLength: 1, maxLength: 200 };

  it('covers all claims, or those of one visibility', () => {
    expect(claimsSchema(body, 'public')).to.deep.equal({
      type: 'object',
      properties: { name: text },
      required: ['name'],
      additionalProperties: false,
    });
    expect(claimsSchema(body, 'private')).to.deep.equal({
      type: 'object',
      properties: { account: text, secret: text, telephone: text },
      required: [],
      additionalProperties: false,
    });
    expect(Object.keys(claimsSchema(body, 'all')['properties'] as JsonObject)).to.deep.equal([
      'account',
      'name',
      'secret',
      'telephone',
    ]);
  });
});
