import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { AjvSchemas } from '@onceledger/chaincode/crypto';
import {
  ACTS,
  RULES,
  SCHEMA_FORMATS,
  SCHEMA_KEYWORDS,
  SCHEMA_LIMITS,
  authorize,
  explain,
  parseBody,
  parseCatalogueEntry,
  parseJson,
  parseRecord,
  schemaFaults,
  type ActKind,
  type Decision,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import { but, byLaw } from '../support/policy-facts.js';

const page = (name: string) =>
  readFileSync(new URL(`../../../docs/spec/${name}.md`, import.meta.url), 'utf8');

/** Cells of every row of a page's tables. */
const rows = (text: string): string[][] =>
  [...text.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row!.split(' | ').map((cell) => cell.trim()));

/** Examples of a page: the language line says, after `json`, what each is an example of. */
function examples(name: string): readonly { readonly of: string; readonly value: JsonObject }[] {
  return [...page(name).matchAll(/^```json (\S+)\n([\s\S]*?)^```$/gm)].map(([, of, text]) => ({
    of: of!,
    value: parseJson(text!) as JsonObject,
  }));
}

describe('pages of the specification', () => {
  it('records: its examples are what the parsers take', () => {
    const found = examples('records');
    expect(found.map(({ of }) => of)).to.deep.equal(['record', 'reading.request']);
    for (const { of, value } of found) {
      if (of in ACTS) expect(parseBody(of as ActKind, value)).to.deep.equal(value);
      else expect(parseRecord(value)).to.deep.equal(value);
    }
  });

  it('catalogue: its entries are what the parser takes, with schemas of the profile', () => {
    const found = examples('catalogue').map(({ value }) => parseCatalogueEntry(value));
    expect(found.map(({ kind }) => kind)).to.deep.equal(['element', 'type', 'item']);
    for (const entry of found) {
      if (entry.kind === 'element') expect(schemaFaults(entry.body.schema)).to.deep.equal([]);
    }
  });

  it('schema profile: its example keeps to it', () => {
    const [example] = examples('schema-profile');
    expect(schemaFaults(example!.value)).to.deep.equal([]);
    const validate = new AjvSchemas().compile(example!.value);
    expect(validate({ amount: '12.50', currency: 'CNY', paidOn: '2024-02-29', shares: 5 })).to.deep.equal([]);
  });

  it('schema profile: it lists the keywords, formats and limits of the code', () => {
    const text = page('schema-profile');
    for (const [type, keywords] of Object.entries(SCHEMA_KEYWORDS)) {
      const cell = rows(text).find(([first]) => first === `\`${type}\``)?.[1] ?? '';
      const listed = [...cell.matchAll(/`(\w+)`/g)].map(([, keyword]) => keyword);
      expect(['type', 'title', 'description', ...listed].sort(), type).to.deep.equal([...keywords].sort());
    }
    const formats = rows(text).map(([first]) => first);
    for (const format of SCHEMA_FORMATS) expect(formats).to.include(`\`${format}\``);
    const limits = rows(text.slice(text.indexOf('## Limits'))).map(([, limit]) => limit);
    const { enumeration, ...tabled } = SCHEMA_LIMITS;
    for (const limit of Object.values(tabled)) expect(limits).to.include(limit.toLocaleString('en-US'));
    expect(text).to.include(`\`enum\` has 1 to ${enumeration.toLocaleString('en-US')} of them`);
  });

  it('policy: its table is the table of rules', () => {
    const table = rows(page('policy')).filter(([number]) => /^\d+$/.test(number!));
    expect(table).to.deep.equal(
      RULES.map(({ rule, says, refusal }, index) => [
        `${index + 1}`,
        `\`${rule}\``,
        says.en,
        `\`${refusal}\``,
      ]),
    );
  });

  it('policy: its example is what the engine decides and explains', () => {
    const decision = authorize(but(byLaw, { declaration: undefined }));
    expect(examples('policy').map(({ value }) => value as unknown as Decision)).to.deep.equal([decision]);
    expect(page('policy')).to.include(explain(decision, 'en'));
  });
});
