import { fictionalPerson } from '@onceledger/cli/fiction';
import type { Envelope } from '@onceledger/network/blocks';
import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { json, jsonError, once, type CliResult } from '../support/cli.js';
import { blocksOf, withHome, withRuntime } from '../support/home.js';

const PERSON = fictionalPerson(5, 1);
const ITEM = 'deduct-housing-from-income-tax';

const SECRETS = [PERSON.name, PERSON.idNumber, PERSON.residence.address, PERSON.residence.since];

/**
 * What transactions about consents and readings say of themselves: arguments, answers, events and values written. Their
 * read sets name the keys that the endorsers looked at, as every Fabric transaction's do (docs/spec/policy.md).
 */
function saidOfReadings(envelope: Envelope): readonly Buffer[] {
  if (envelope.kind !== 'transaction') return [];
  const name = Buffer.from(envelope.args[0] ?? []).toString('utf8');
  if (!/^(consents|readings):/.test(name)) return [];
  const written = envelope.readWriteSets.flatMap(({ writes }) =>
    writes.flatMap(({ key, value }) => [Buffer.from(key), Buffer.from(value)]),
  );
  const event = envelope.event === undefined ? [] : [Buffer.from(envelope.event.payload)];
  return [
    ...envelope.args.map((arg) => Buffer.from(arg)),
    Buffer.from(envelope.response.payload),
    ...event,
    ...written,
  ];
}

describe('an individual whose residence is read by consent', function () {
  this.timeout(120_000);

  it('is nowhere named, and is obeyed when the consent is revoked', () =>
    withHome(async (home, folder) => {
      const cli = async (argv: readonly string[], stdin?: string): Promise<CliResult> =>
        once([...argv, '--home', home, '--json'], { cwd: folder, ...(stdin === undefined ? {} : { stdin }) });
      const done = async (argv: readonly string[], stdin?: string): Promise<Record<string, unknown>> => {
        const result = await cli(argv, stdin);
        expect(result.stderr, argv.join(' ')).to.equal('');
        expect(result.code).to.equal(0);
        return json(result) as Record<string, unknown>;
      };
      const identity = JSON.stringify({ name: PERSON.name, idNumber: PERSON.idNumber });
      const enrolled = await done(
        ['declarant', 'enrol', '--individual', '--data', '-', '--vouch-as', 'public-security'],
        identity,
      );
      const person = String(enrolled['id']);
      expect(person).to.match(/^i-[0-9a-f]{32}$/);

      await writeFile(path.join(folder, 'residence.json'), JSON.stringify(PERSON.residence));
      const declared = await done([
        'declare',
        'individual-residence',
        '--as',
        person,
        '--data',
        'residence.json',
      ]);
      const id = String(declared['id']);
      const attested = await done(['attest', id, '--as', 'public-security', '--register', 'residence.json']);
      expect(attested['status']).to.equal('attested');

      const consent = await done(
        ['consent', 'grant', '--as', person, '--to', 'tax', '--item', ITEM].concat([
          '--type',
          'individual-residence',
          '--claims',
          'region,address',
          '--until',
          '30d',
        ]),
      );
      const consentOf = async () =>
        ((await done(['consent', 'list', '--declarant', person])) as unknown as Record<string, string>[])[0]!;
      const given = await consentOf();
      expect(given).to.include({ id: consent['consent'], status: 'active' });
      const read = ['read', id, '--as', 'tax', '--item', ITEM, '--claims', 'region,address'];
      const withConsent = [...read, '--consent', String(consent['consent'])];
      const collected = await done(withConsent);
      expect(collected['claims']).to.deep.equal({
        region: PERSON.residence['region'],
        address: PERSON.residence['address'],
      });

      const beyond = ['read', id, '--as', 'tax', '--item', ITEM, '--claims', 'region,since'];
      const outside = await cli([...beyond, '--consent', String(consent['consent'])]);
      expect(outside.code).to.equal(77);
      expect(jsonError(outside).detail).to.contain('CONSENT_SCOPE');

      await done(['consent', 'revoke', String(consent['consent']), '--as', person]);
      const refused = await cli(withConsent);
      expect(refused.code).to.equal(77);
      expect(jsonError(refused).code).to.equal('READING_REFUSED');

      const journal = (await done(['journal', '--declarant', person])) as unknown as {
        reading: string;
        status: string;
        reason?: string;
        blinded: boolean;
        purpose: { kind: string };
      }[];
      const forItem = journal.filter(({ purpose }) => purpose.kind === 'item');
      expect(forItem.map(({ status, reason }) => [status, reason])).to.deep.equal([
        ['received', undefined],
        ['refused', 'CONSENT_SCOPE'],
        ['refused', 'CONSENT_REVOKED'],
      ]);
      expect(journal.every(({ blinded }) => blinded)).to.equal(true);

      const explained = await done(['explain', forItem[2]!.reading]);
      expect(explained['reason']).to.equal('CONSENT_REVOKED');
      expect(String(explained['text'])).to.contain('consent was revoked');

      await withRuntime(home, async (runtime) => {
        const blocks = await blocksOf(runtime, 0n);
        for (const { bytes } of blocks) {
          for (const text of SECRETS) expect(Buffer.from(bytes).includes(text), text).to.equal(false);
        }
        const said = blocks.flatMap(({ envelopes }) => envelopes.flatMap(saidOfReadings));
        expect(said.length).to.be.greaterThan(20);
        for (const text of [person, person.slice(2), ITEM, 'region', 'address', 'CONSENT_REVOKED'])
          expect(
            said.some((bytes) => bytes.includes(text)),
            text,
          ).to.equal(false);
        const found = blocks.some(({ bytes }) => Buffer.from(bytes).includes(person));
        expect(found, 'the search finds what is there').to.equal(true);
      });
      expect((await cli(['audit'])).code).to.equal(0);

      const ended = await consentOf();
      expect(ended).to.include({ status: 'revoked' });
      expect(ended['updatedAt']! > given['updatedAt']!).to.equal(true);
    }));

  it('is one declarant an identity document', () =>
    withHome(async (home) => {
      const identity = JSON.stringify({ name: PERSON.name, idNumber: PERSON.idNumber });
      const argv = ['declarant', 'enrol', '--individual', '--data', '-', '--vouch-as', 'public-security'];
      const first = await once([...argv, '--home', home, '--quiet'], { stdin: identity });
      expect(first.code).to.equal(0);
      const second = await once([...argv, '--home', home, '--json'], { stdin: identity });
      expect(second.code).to.equal(21);
      expect(jsonError(second).code).to.equal('ALREADY_EXISTS');
      expect(jsonError(second).detail).to.contain(first.stdout.trim());
      expect(second.stderr).not.to.contain(PERSON.idNumber);
    }));
});
