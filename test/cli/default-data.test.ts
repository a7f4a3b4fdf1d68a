import {
  canonicalize,
  claimsSchema,
  keyId,
  parseResidentNumber,
  parseUscc,
  timestampOf,
  type CatalogueEntry,
  type ItemBody,
  type TypeBody,
} from '@onceledger/chaincode/domain';
import { AjvSchemas, generateSigningKey } from '@onceledger/chaincode/crypto';
import {
  completeEntry,
  DEFAULT_CATALOGUE,
  DEFAULT_CONSORTIUM,
  fillKeys,
  parseEntryFile,
  shippedMap,
  type EntryDraft,
} from '@onceledger/cli/home';
import { fictionalEnterprise, fictionalPerson } from '@onceledger/cli/fiction';
import { parseImportMap } from '@onceledger/cli/import';
import { parseConsortium } from '@onceledger/network';
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

function defaultCatalogue(): readonly CatalogueEntry[] {
  const drafts = new Map<string, EntryDraft>();
  for (const name of readdirSync(DEFAULT_CATALOGUE)) {
    const draft = parseEntryFile(readFileSync(path.join(DEFAULT_CATALOGUE, name), 'utf8'), name);
    expect(name).to.equal(`${draft['id'] as string}.yaml`);
    drafts.set(draft['id'] as string, draft);
  }
  return [...drafts.values()].map((draft) => completeEntry(draft, (id) => drafts.get(id)));
}

const CATALOGUE = defaultCatalogue();
/** The template as init fills it in; which keys does not matter here. */
const CONSORTIUM = parseConsortium(
  await fillKeys(readFileSync(DEFAULT_CONSORTIUM, 'utf8'), 'embedded', () => {
    const { jwk } = generateSigningKey();
    const from = timestampOf(0);
    return Promise.resolve([{ jwk, kid: keyId(jwk), use: 'sign', from }]);
  }),
);
const entry = (id: string): CatalogueEntry => CATALOGUE.find((one) => one.id === id)!;
const type = (id: string): TypeBody => entry(id).body as TypeBody;
const item = (id: string): ItemBody => entry(id).body as ItemBody;
const claims = (
  id: string,
  keep: (claim: TypeBody['claims'][keyof TypeBody['claims']]) => boolean,
): string[] =>
  Object.entries(type(id).claims)
    .filter(([, claim]) => keep(claim))
    .map(([name]) => name);

describe('the default consortium', () => {
  it('has the five organizations', () => {
    expect(CONSORTIUM.organizations.map(({ id }) => id as string)).to.deep.equal([
      'market-regulation',
      'tax',
      'commerce',
      'foreign-exchange',
      'government-affairs',
    ]);
  });

  it('hosts public security, audit, platform and lower levels with government affairs', () => {
    const hosted = CONSORTIUM.agencies.filter(
      ({ organization }) => organization === ('government-affairs' as string),
    );
    expect(hosted.map(({ code }) => code as string)).to.include.members([
      'public-security',
      'audit-office',
      'service-platform',
      'government-affairs',
    ]);
    expect(new Set(CONSORTIUM.agencies.map(({ level }) => level))).to.deep.equal(
      new Set(['province', 'city', 'county']),
    );
  });

  it('gives the roles that the story needs', () => {
    const roles = (code: string): string[] =>
      CONSORTIUM.agencies.find((agency) => agency.code === code)!.roles.map(({ role }) => role);
    expect(roles('market-regulation')).to.have.members(['registrar', 'provider', 'custodian']);
    expect(roles('public-security')).to.have.members(['registrar', 'provider', 'custodian']);
    for (const code of ['tax', 'commerce', 'foreign-exchange'])
      expect(roles(code)).to.have.members(['requester', 'provider', 'custodian']);
    expect(roles('government-affairs')).to.deep.equal(['supervisor']);
    expect(roles('audit-office')).to.deep.equal(['auditor']);
  });

  it('makes every provider the custodian of its types', () => {
    for (const { kind, body } of CATALOGUE) {
      if (kind !== 'type') continue;
      const { provider, custodian } = body;
      expect(custodian).to.equal(provider);
      expect(CONSORTIUM.agencies.map(({ code }) => code)).to.include(provider);
    }
  });
});

describe('the default catalogue', () => {
  it('has the types and items of the story, named in both languages', () => {
    expect(CATALOGUE.filter(({ kind }) => kind === 'type').map(({ id }) => id as string)).to.have.members([
      'business-licence',
      'tax-registration',
      'foreign-trade-filing',
      'foreign-exchange-directory',
      'individual-identity',
      'individual-residence',
    ]);
    for (const { names } of CATALOGUE) {
      expect(names.zh).to.match(/[\u4e00-\u9fff]/);
      expect(names.en).to.match(/^[\x20-\x7e]+$/);
    }
  });

  it('requires of a licence name, code, date and address only, and keeps four claims private', () => {
    expect(claims('business-licence', ({ required }) => required)).to.have.members([
      'name',
      'code',
      'establishedOn',
      'address',
    ]);
    expect(claims('business-licence', ({ visibility }) => visibility === 'private')).to.have.members([
      'legalRepresentative.idNumber',
      'legalRepresentative.telephone',
      'contributions',
      'bankAccount',
    ]);
  });

  it('lets the three registrations read the licence and ask for nothing', () => {
    for (const id of [
      'register-for-tax',
      'file-foreign-trade-operator',
      'enter-foreign-exchange-directory',
    ]) {
      expect(item(id).reads.map((reads) => reads.type as string)).to.deep.equal(['business-licence']);
      expect(item(id).asks).to.deep.equal([]);
      const known = Object.keys(type('business-licence').claims);
      expect(known).to.include.members([...item(id).reads[0]!.claims]);
    }
  });

  it('keeps bodies of individuals off the chain and reads them by consent', () => {
    expect(type('individual-residence').publicBody).to.equal('collection');
    expect(type('individual-identity').publicBody).to.equal('collection');
    expect(item('deduct-housing-from-income-tax').bases).to.deep.equal(['consent']);
  });

  it('copies names and schemas of the elements into the types', () => {
    const { names, schema } = type('business-licence').claims['capital' as keyof TypeBody['claims']]!;
    const element = entry('registered-capital');
    expect(names).to.deep.equal(element.names);
    expect(canonicalize(schema)).to.equal(canonicalize((element.body as { schema: typeof schema }).schema));
  });

  it('goes with the shipped import map', () => {
    const map = parseImportMap(readFileSync(shippedMap('enterprise-register')!, 'utf8'), 'map');
    const known = Object.keys(type(map.type).claims);
    expect(known).to.include.members([...map.columns.values()].map(({ claim }) => claim));
  });
});

describe('fictional people and enterprises', () => {
  const schemas = new AjvSchemas();
  it('have right check characters, say that they are made up, and fit the types', () => {
    for (let index = 0; index < 200; index += 1) {
      const { uscc, name, licence } = fictionalEnterprise(11, index);
      expect(parseUscc(uscc)).to.equal(uscc);
      expect(name).to.match(/^虚构/);
      parseResidentNumber(licence['legalRepresentative.idNumber']);
      expect(schemas.compile(claimsSchema(type('business-licence'), 'all'))(licence)).to.deep.equal([]);
      const person = fictionalPerson(11, index);
      expect(parseResidentNumber(person.idNumber)).to.equal(person.idNumber);
      expect(
        schemas.compile(claimsSchema(type('individual-residence'), 'all'))(person.residence),
      ).to.deep.equal([]);
    }
  });

  it('are the same for the same seed, and no two have one code', () => {
    expect(fictionalEnterprise(3, 4)).to.deep.equal(fictionalEnterprise(3, 4));
    const codes = new Set(Array.from({ length: 5000 }, (_, index) => fictionalEnterprise(3, index).uscc));
    expect(codes.size).to.equal(5000);
  });
});
