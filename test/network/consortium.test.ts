import { readFileSync } from 'node:fs';
import { OnceError, canonicalize, keyId, type JsonValue, type PublicJwk } from '@onceledger/chaincode/domain';
import {
  agenciesOf,
  bootstrapBody,
  consortiumDigest,
  parseConsortium,
  parseNewcomer,
  type Consortium,
} from '@onceledger/network';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { parseDocument, stringify, type Document } from 'yaml';

/** RFC 7515 appendix A.3.1. */
const JWK: PublicJwk = {
  crv: 'P-256',
  kty: 'EC',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const TAX = { id: 'tax', names: { en: 'Tax', zh: '税务' } };
const KEY = { jwk: JWK, kid: keyId(JWK), use: 'sign', from: '2026-01-01T00:00:00.000Z' };

const CUSTOMS = {
  code: 'customs',
  names: { en: 'Customs', zh: '海关' },
  organization: 'tax',
  level: 'province',
  region: '330000',
  status: 'active',
  roles: [{ role: 'requester' }],
  keys: [KEY],
};

/** The file that `once init` starts from, with a key for each agency. */
function draft(): Document {
  const text = readFileSync(new URL('../../../cli/data/consortium.yaml', import.meta.url), 'utf8');
  const document = parseDocument(text);
  for (let index = 0; document.hasIn(['agencies', index]); index += 1)
    document.setIn(['agencies', index, 'keys'], document.createNode([KEY], { aliasDuplicateObjects: false }));
  return document;
}

type Change = (document: Document) => void;
const set =
  (path: string, value: unknown): Change =>
  (document) => {
    document.setIn(keys(path), document.createNode(value));
  };
const add =
  (path: string, value: unknown): Change =>
  (document) => {
    document.addIn(keys(path), document.createNode(value));
  };
const remove =
  (path: string): Change =>
  (document) => {
    document.deleteIn(keys(path));
  };
function keys(path: string): (string | number)[] {
  return path
    .split('/')
    .slice(1)
    .map((name) => (/^\d+$/.test(name) ? Number(name) : name));
}

describe('consortium.yaml', () => {
  it('is read, the default one to begin with', () => {
    const consortium = parseConsortium(String(draft()));
    expect(consortium.channel).to.equal('once');
    expect(consortium.organizations.map(({ id }) => id)).to.deep.equal([
      'market-regulation',
      'tax',
      'commerce',
      'foreign-exchange',
      'government-affairs',
    ]);
    expect(consortium.settings.recoveryDelayHours).to.equal(72);
    expect(consortium.collections.sealed.requiredPeerCount).to.equal(1);
  });

  it('is read as its page shows it', () => {
    const page = readFileSync(new URL('../../../docs/spec/consortium.md', import.meta.url), 'utf8');
    const example = /^```yaml\n([^]+?)^```/m.exec(page)?.[1] ?? '';
    expect(parseConsortium(example).organizations).to.have.length(2);
  });

  it('gives the digest of agencies and settings that every endorser is configured with', () => {
    const consortium = parseConsortium(String(draft()));
    const { agencies, settings } = consortium;
    expect(bootstrapBody(consortium)).to.deep.equal({ agencies, settings });
    const canonical = canonicalize({ agencies, settings } as unknown as JsonValue);
    expect(consortiumDigest(consortium)).to.equal(createHash('sha256').update(canonical).digest('base64url'));
    const reordered = stringify(Object.fromEntries(Object.entries(draft().toJS() as object).reverse()));
    expect(consortiumDigest(parseConsortium(reordered))).to.equal(consortiumDigest(consortium));
    const changed = draft();
    set('/settings/deliveryHours', 1)(changed);
    expect(consortiumDigest(parseConsortium(String(changed)))).not.to.equal(consortiumDigest(consortium));
  });

  it('has agencies that joined later beside those of the bootstrap, whose digest stays', () => {
    const before = parseConsortium(String(draft()));
    const document = draft();
    set('/joined', [CUSTOMS])(document);
    const after = parseConsortium(String(document));
    expect(consortiumDigest(after)).to.equal(consortiumDigest(before));
    expect(agenciesOf(after)).to.have.length(before.agencies.length + 1);
    expect(agenciesOf(before)).to.deep.equal(before.agencies);
  });

  const table: readonly [string, Change, string][] = [
    ['another format', set('/format', 2), '/format'],
    ['an unknown member', set('/extra', 1), '/extra'],
    ['a missing member', remove('/blocks'), '/blocks'],
    ['missing agencies', remove('/agencies'), '/agencies'],
    ['a channel with capitals', set('/channel', 'Once'), '/channel'],
    ['an unknown ledger', set('/ledger', 'other'), '/ledger'],
    ['the transport of old peers without peers', set('/transport', 'network'), '/transport'],
    ['one organization alone', set('/organizations', [TAX]), '/organizations'],
    ['an organization twice', add('/organizations', TAX), '/organizations/5'],
    ['an organization named like who orders', set('/organizations/0/id', 'orderer'), '/organizations/0/id'],
    [
      'an organization without Chinese name',
      remove('/organizations/0/names/zh'),
      '/organizations/0/names/zh',
    ],
    ['an agency without keys', remove('/agencies/2/keys'), '/agencies/2/keys'],
    ['an agency of a foreign organization', set('/agencies/1/organization', 'x'), '/agencies/1/organization'],
    [
      'a member that is no organization',
      add('/collections/bodies/members', 'x'),
      '/collections/bodies/members/5',
    ],
    ['a custodian that keeps nothing', remove('/collections/sealed/members/0'), '/agencies/0/organization'],
    ['one keeper alone', set('/collections/sealed/members', ['tax']), '/collections/sealed/members'],
    [
      'more copies than members',
      set('/collections/sealed/requiredPeerCount', 5),
      '/collections/sealed/requiredPeerCount',
    ],
    ['no time for blocks', set('/blocks/timeout', 0), '/blocks/timeout'],
    ['blocks below a transaction', set('/blocks/maxBytes', 1000), '/blocks/maxBytes'],
    ['a fraction of a transaction', set('/blocks/maxTransactions', 1.5), '/blocks/maxTransactions'],
    ['a setting as text', set('/settings/deliveryHours', '72'), '/settings/deliveryHours'],
    ['no supervisor', remove('/agencies/5'), '/agencies'],
    ['a joined agency without keys', set('/joined', [{ ...CUSTOMS, keys: [] }]), '/joined/0/keys'],
    [
      'a joined agency of a foreign organization',
      set('/joined', [{ ...CUSTOMS, organization: 'x' }]),
      '/joined/0/organization',
    ],
    ['a joined agency twice', set('/joined', [CUSTOMS, structuredClone(CUSTOMS)]), '/joined/1'],
  ];
  for (const [what, change, path] of table)
    it(`is refused for ${what}`, () => {
      const document = draft();
      change(document);
      const { code, faults } = refusal(String(document));
      expect(code).to.equal('CONFIGURATION_INVALID');
      expect(faults.map((fault) => fault.path)).to.include(path);
    });

  it('is refused with every fault at once, agencies and the rest', () => {
    const document = draft();
    set('/channel', 'X')(document);
    set('/blocks/timeout', -1)(document);
    set('/settings/deliveryHours', 0)(document);
    remove('/agencies/0/names')(document);
    expect(refusal(String(document)).faults.map(({ path }) => path)).to.include.members([
      '/channel',
      '/blocks/timeout',
      '/settings/deliveryHours',
      '/agencies/0/names',
    ]);
  });

  it('is refused where it is no YAML, with line and column', () => {
    const { code, faults } = refusal('format: 1\nchannel: "once\n');
    expect(code).to.equal('CONFIGURATION_INVALID');
    expect(faults[0]?.problem).to.match(/^line \d+ column \d+: not YAML/);
    expect(refusal('').code).to.equal('CONFIGURATION_INVALID');
    expect(refusal('- a\n- b\n').code).to.equal('CONFIGURATION_INVALID');
    expect(refusal('format: 1\nformat: 1\n').faults[0]?.problem).to.match(/not YAML/);
  });

  it('has no aliases, which could make it endless, and no end of characters', () => {
    expect(refusal('a: &a [x]\nb: *a\n').code).to.equal('CONFIGURATION_INVALID');
    expect(refusal(' '.repeat(5 * 1024 * 1024)).code).to.equal('CONFIGURATION_INVALID');
  });
});

describe('the file of an organization that joins', () => {
  it('is read as its page and the example have it', () => {
    const page = readFileSync(new URL('../../../docs/spec/consortium.md', import.meta.url), 'utf8');
    const shown = [...page.matchAll(/^```yaml\n([^]+?)^```/gm)].at(-1)?.[1] ?? '';
    const example = new URL('../../../docs/guides/examples/newcomer.yaml', import.meta.url);
    for (const text of [shown, readFileSync(example, 'utf8')]) {
      const { agencies, organization } = parseNewcomer(text);
      expect(organization.id).to.equal('customs');
      expect(agencies.map(({ code }) => code)).to.deep.equal(['customs']);
    }
  });

  it('is refused with every fault', () => {
    const text = 'organization: { id: orderer, names: { en: X } }\nagencies: none\nmore: 1\n';
    try {
      parseNewcomer(text);
    } catch (error) {
      expect(error).to.be.instanceOf(OnceError);
      const { code, faults } = error as OnceError;
      expect(code).to.equal('CONFIGURATION_INVALID');
      expect(faults.map(({ path }) => path)).to.have.members([
        '/more',
        '/organization/id',
        '/organization/names/zh',
        '/agencies',
      ]);
      return;
    }
    expect.fail('it was read');
  });
});

function refusal(text: string): Pick<OnceError, 'code' | 'faults'> {
  let read: Consortium;
  try {
    read = parseConsortium(text);
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
  throw new Error(`read ${read.channel}`);
}
