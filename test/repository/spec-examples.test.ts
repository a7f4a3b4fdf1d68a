import { expect } from 'chai';
import {
  canonicalize,
  commit,
  commitmentContext,
  type JsonValue,
  keyId,
  parseAct,
  parseActor,
  parseAgencyCode,
  parseClaimPath,
  parseDeclarantId,
  parseDeclarationId,
  parseDigest,
  parseEntryRef,
  parseIdempotencyKey,
  parseLedgerId,
  parseResidentNumber,
  parseSalt,
  parseTimestamp,
} from '@onceledger/chaincode/domain';
import { actVectors, commitmentVectors } from '../support/vectors.js';
import { read } from './sources.js';

/** Contents of a page's fenced blocks. */
const blocks = (page: string): string[] =>
  Array.from(read(page).matchAll(/^```[a-z ]*\n([\s\S]*?)\n```$/gm), ([, block]) => block!);

describe('examples of the specification', () => {
  it('identifiers are what their parsers admit', () => {
    const rows: readonly (readonly [string, (text: unknown) => string])[] = [
      ['enterprise', parseDeclarantId],
      ['individual', parseDeclarantId],
      ['agency, organization, catalogue entry', parseAgencyCode],
      ['catalogue entry with version', parseEntryRef],
      ['claim path', parseClaimPath],
      ['declaration', parseDeclarationId],
      ['actor', parseActor],
      ['digest, key identifier', parseDigest],
      ['salt', parseSalt],
      ['ledger', parseLedgerId],
      ['time', parseTimestamp],
      ['idempotency key', parseIdempotencyKey],
      ['resident identity number', parseResidentNumber],
    ];
    const page = read('docs/spec/identifiers.md');
    for (const [name, parse] of rows) {
      const line = page.split('\n').find((candidate) => candidate.startsWith(`| ${name} `));
      const examples = Array.from(line!.split('|')[2]!.matchAll(/`([^`]+)`/g), ([, example]) => example!);
      expect(examples, name).not.to.be.empty;
      for (const example of examples) expect(parse(example)).to.equal(example);
    }
  });

  it('canonical JSON is canonical', () => {
    const [example] = blocks('docs/spec/canonical-json.md');
    expect(canonicalize(JSON.parse(example!) as JsonValue)).to.equal(example);
  });

  it('the commitment is the published one', () => {
    const page = 'docs/spec/commitment.md';
    const [commitment, claims] = blocks(page).map((block) =>
      block.startsWith('{') ? (JSON.parse(block) as unknown) : undefined,
    );
    const vector = commitmentVectors().commitments[1]!;
    expect(claims).to.deep.equal(vector.claims);
    expect(commitment).to.deep.equal(commit(commitmentContext(vector.scope), vector.claims));
    for (const part of Object.values(vector.scope)) expect(read(page)).to.include(String(part));
  });

  it('the act is the published one', () => {
    const [jws, header, payload] = blocks('docs/spec/act.md');
    const { key, signed } = actVectors();
    const act = parseAct(signed.jws);
    const [head, body, signature] = jws!.split('\n');
    expect(signed.jws.startsWith(`${head!}${body!.replace('…', '')}`)).to.equal(true);
    expect(signed.jws.endsWith(signature!)).to.equal(true);
    expect(JSON.parse(header!)).to.deep.equal(act.header);
    expect(JSON.parse(payload!)).to.deep.equal(act.payload);
    expect(act.header.kid).to.equal(keyId(key));
  });
});
