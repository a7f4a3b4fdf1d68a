import { expect } from 'chai';
import {
  ACTS,
  BODY_PARSERS,
  parseBody,
  type ActKind,
  type JsonObject,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import { BODIES, DIGEST, JWK, KID, OPTIONAL, SALT, hex } from '../support/bodies.js';
import { refusal } from '../support/refusal.js';

const kinds = Object.keys(ACTS) as ActKind[];
const parse = (kind: ActKind, body: JsonValue): unknown => BODY_PARSERS[kind](body);
const faultsOf = (kind: ActKind, body: JsonValue) => refusal('INPUT_INVALID', () => parse(kind, body)).faults;
const without = (body: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([member]) => member !== name));

describe('bodies of acts', () => {
  for (const kind of kinds) {
    const body = BODIES[kind];

    it(`${kind}: takes every member that it can have, unchanged`, () => {
      expect(parse(kind, body)).to.deep.equal(body);
      expect(parseBody(kind, body)).to.deep.equal(body);
    });

    it(`${kind}: refuses an unknown member, and says where`, () => {
      expect(faultsOf(kind, { ...body, unheard: 1 })).to.deep.include({
        path: '/unheard',
        problem: 'is not a known member',
      });
    });

    it(`${kind}: demands each member that it cannot do without`, () => {
      for (const name of Object.keys(body)) {
        const less = without(body, name);
        if (OPTIONAL[kind]?.includes(name) === true) expect(parse(kind, less)).to.deep.equal(less);
        else expect(faultsOf(kind, less).map(({ path }) => path)).to.include(`/${name}`);
      }
    });

    it(`${kind}: refuses null in place of any member, and anything but an object`, () => {
      for (const name of Object.keys(body)) {
        expect(
          faultsOf(kind, { ...body, [name]: null }).some(({ path }) => path.startsWith(`/${name}`)),
          name,
        ).to.equal(true);
      }
      for (const other of [null, 1, 'x', true, [body]]) {
        expect(faultsOf(kind, other)[0]).to.deep.equal({ path: '', problem: 'must be an object' });
      }
    });
  }
});

describe('rules between members', () => {
  const enterprise = '91350100M000100Y43';
  const individual = hex('i', '5');
  const wrong: readonly (readonly [ActKind, string, JsonObject, string])[] = [
    [
      'agency.amend',
      'a key under another thumbprint',
      { keys: [{ jwk: JWK, kid: DIGEST, use: 'sign', from: '2026-01-01T00:00:00.000Z' }] },
      '/keys/0/kid',
    ],
    [
      'agency.amend',
      'a key that ends before it begins',
      {
        keys: [
          {
            jwk: JWK,
            kid: KID,
            use: 'sign',
            from: '2026-01-01T00:00:00.000Z',
            until: '2026-01-01T00:00:00.000Z',
          },
        ],
      },
      '/keys/0/until',
    ],
    [
      'agency.amend',
      'kinds of declarants for a requester',
      { roles: [{ role: 'requester', declarants: ['enterprise'] }] },
      '/roles/0/declarants',
    ],
    ['agency.amend', 'half a region', { region: '3501' }, '/region'],
    [
      'agency.amend',
      'three digits of a region',
      { roles: [{ role: 'requester', regions: ['350'] }] },
      '/roles/0/regions/0',
    ],
    ['declarant.enrol', 'a kind that the identifier is not', { kind: 'individual' }, '/kind'],
    ['declarant.enrol', "an individual's name", { declarant: individual, kind: 'individual' }, '/name'],
    ['declarant.enrol', 'itself as parent', { parent: enterprise }, '/parent'],
    ['declarant.enrol', 'an individual as parent', { parent: individual }, '/parent'],
    ['declarant.enrol', 'a key that is no point of the curve', { key: { ...JWK, y: JWK.x } }, '/key'],
    ['declarant.set-status', 'merged into itself', { mergedInto: enterprise }, '/mergedInto'],
    ['declarant.set-status', 'a successor of a suspended one', { status: 'suspended' }, '/mergedInto'],
    ['mandate.grant', 'a mandate to himself', { to: enterprise }, '/to'],
    ['mandate.grant', 'an action twice', { actions: ['declare', 'declare'] }, '/actions/1'],
    ['mandate.grant', 'no action', { actions: [] }, '/actions'],
    ['mandate.revoke', 'a target of no known form', { target: 'business-licence@1' }, '/target'],
    [
      'declaration.declare',
      'another declarant than in the identifier',
      { declarant: '91110000600037341L' },
      '/declarant',
    ],
    ['declaration.declare', 'another type than in the identifier', { type: 'tax-registration@1' }, '/type'],
    ['declaration.declare', 'a claim in clear and as a leaf', { leaves: { name: DIGEST } }, '/leaves/name'],
    ['declaration.declare', 'a sealed part without leaves', { leaves: {} }, '/sealed'],
    ['declaration.declare', 'evidence of presence for origin self', { origin: 'self' }, '/evidence'],
    [
      'declaration.declare',
      'validity that ends before it begins',
      { validUntil: '2026-01-01T00:00:00.000Z' },
      '/validUntil',
    ],
    ['declaration.declare', 'version 0', { version: 0 }, '/version'],
    ['declaration.declare', 'a version that is no whole number', { version: 1.5 }, '/version'],
    ['declaration.declare', 'a claim without salt', { clear: { name: { value: 1 } } }, '/clear/name/salt'],
    [
      'declaration.declare',
      'a claim path of no known form',
      { clear: { 'Na me': { salt: SALT, value: 1 } } },
      '/clear/Na me',
    ],
    ['declaration.withdraw', 'a reading', { reading: hex('r', '1') }, '/reading'],
    ['declaration.refuse', 'a basis of comparison', { basis: 'register' }, '/basis'],
    ['custody.report', 'held, with a reason', { state: 'held' }, '/reason'],
    ['consent.grant', 'no claims', { claims: [] }, '/claims'],
    ['consent.grant', 'a claim twice', { claims: ['name', 'name'] }, '/claims/1'],
    [
      'application.apply',
      'a type twice',
      {
        reads: [
          { type: 'a', claims: ['x'] },
          { type: 'a', claims: ['y'] },
        ],
      },
      '/reads/1',
    ],
    ['reading.request', 'attestation as a basis for an item', { basis: { kind: 'attestation' } }, '/basis'],
    [
      'reading.request',
      'an item as ground for an attestation',
      { purpose: { kind: 'attestation' } },
      '/basis',
    ],
    ['reading.request', 'a basis nobody knows', { basis: { kind: 'curiosity' } }, '/basis/kind'],
    [
      'reading.request',
      'a basis named like a member of every object',
      { basis: { kind: 'constructor' } },
      '/basis/kind',
    ],
    [
      'reading.request',
      'a consent beside the law',
      { basis: { kind: 'law', consent: hex('c', '1') } },
      '/basis/consent',
    ],
    ['reading.request', 'a mode nobody knows', { mode: 'match' }, '/mode'],
    ['reading.answer', 'a delivery of a refused one', { decision: 'refused' }, '/delivery'],
    ['reading.answer', 'a refusal nobody knows', { decision: 'refused', reason: 'toString' }, '/reason'],
    ['reading.receive', 'a reason for what was received', { result: 'received' }, '/reason'],
  ];
  for (const [kind, what, change, path] of wrong) {
    it(`${kind}: refuses ${what}`, () => {
      expect(faultsOf(kind, { ...BODIES[kind], ...change }).map((fault) => fault.path)).to.include(path);
    });
  }

  it('takes an individual without a name', () => {
    const body = { declarant: individual, kind: 'individual', key: JWK };
    expect(parse('declarant.enrol', body)).to.deep.equal(body);
  });

  it('takes every other form of purpose, basis, answer and receipt', () => {
    const request = BODIES['reading.request'];
    const forms: readonly (readonly [ActKind, JsonObject])[] = [
      ['reading.request', { ...request, purpose: { kind: 'attestation' }, basis: { kind: 'attestation' } }],
      ['reading.request', { ...request, basis: { kind: 'consent', consent: hex('c', '1') } }],
      ['reading.request', { ...request, basis: { kind: 'law' } }],
      [
        'reading.answer',
        { reading: hex('r', '1'), salt: SALT, decision: 'refused', reason: 'CONSENT_REVOKED' },
      ],
      ['reading.receive', { reading: hex('r', '1'), salt: SALT, result: 'received' }],
    ];
    for (const [kind, body] of forms) expect(parse(kind, body)).to.deep.equal(body);
  });
});

describe('faults of a body', () => {
  it('are all reported at once, each with its path', () => {
    const body = {
      ...BODIES['consent.grant'],
      consent: 'c-1',
      claims: ['name', '9'],
      validUntil: '2026-02-30T00:00:00.000Z',
      extra: 1,
    };
    expect(faultsOf('consent.grant', body).map(({ path }) => path)).to.have.members([
      '/extra',
      '/consent',
      '/claims/1',
      '/validUntil',
    ]);
  });

  it('hold no value', () => {
    const canary = 'CANARY7f3a';
    for (const kind of kinds) {
      for (const name of Object.keys(BODIES[kind])) {
        for (const value of [canary, [canary], { kind: canary }]) {
          try {
            parse(kind, { ...BODIES[kind], [name]: value });
          } catch (error) {
            expect(String(error), `${kind} ${name}`).not.to.include(canary);
          }
        }
      }
    }
  });

  it('keep resident identity numbers out of what everybody can read', () => {
    // GB 11643-1999, the standard's own example.
    for (const line of ['ID 11010519491231002X', '11010519491231002x.', '（11010519491231002X）']) {
      const [fault] = faultsOf('declaration.revoke', { ...BODIES['declaration.revoke'], reason: line });
      expect(fault?.path).to.equal('/reason');
      expect(fault?.problem).to.include('resident identity number');
    }
    const harmless = {
      ...BODIES['declaration.revoke'],
      reason: 'File 110105194912310021, code 91350100M000100Y43',
    };
    expect(parse('declaration.revoke', harmless)).to.deep.equal(harmless);
  });

  it('refuse lines that are none', () => {
    for (const line of ['', ' padded', 'two\nlines', 'bell\u0007', 'x'.repeat(501), 5]) {
      expect(
        faultsOf('declaration.revoke', { ...BODIES['declaration.revoke'], reason: line })[0]?.path,
      ).to.equal('/reason');
    }
  });

  it('are at most 100', () => {
    const claims = Array.from({ length: 200 }, () => '9');
    expect(faultsOf('consent.grant', { ...BODIES['consent.grant'], claims })).to.have.length(100);
  });
});
