import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { withSession } from '../support/cli-session.js';
import { json, jsonError, once } from '../support/cli.js';

const ONE = fictionalEnterprise(21, 1);
const TWO = fictionalEnterprise(21, 2);
const LICENCE = `business-licence.${ONE.uscc}`;

describe('commands that prove, count and check', function () {
  this.timeout(300_000);

  it('prove a record offline, and find any change of the proof', () =>
    withSession(async (session) => {
      await session.enrol(ONE);
      await session.write('licence.json', ONE.licence);
      await session.ok(`declare business-licence --as ${ONE.uscc} --data licence.json`);
      await session.ok(`receipt ${LICENCE} --out receipt.json`);
      await session.ok(`receipt ${LICENCE} --claims bankAccount --as ${ONE.uscc} --out disclosure.json`);
      const report = await session.ok('verify receipt.json');
      expect(report).to.include({ id: LICENCE, kind: 'receipt', operators: 1, status: 'declared' });
      expect(report['vouchedBy']).to.have.length(5);
      const disclosed = await session.ok('verify disclosure.json');
      expect((disclosed['claims'] as Record<string, unknown>)['bankAccount']).to.deep.equal(
        ONE.licence['bankAccount'],
      );

      const text = await readFile(path.join(session.folder, 'receipt.json'), 'utf8');
      await session.write('forged.json', text.replaceAll(ONE.name, TWO.name));
      expect(await session.refused('verify forged.json')).to.deep.equal(['NOT_VERIFIED', 20]);
      await session.write('none.json', '{}');
      expect((await session.refused('verify none.json'))[1]).to.equal(65);
      expect(await session.refused(`receipt ${LICENCE} --out .`)).to.deep.equal(['FILE_UNREADABLE', 65]);
    }));

  it('verify without a ledger: a trust file is enough', () =>
    withSession(async (session) => {
      await session.ok('receipt tax --out receipt.json');
      const trust = await readFile(path.join(session.folder, '.once', 'trust.json'), 'utf8');
      await session.write('trust.json', trust);
      const argv = ['verify', 'receipt.json', '--trust', 'trust.json', '--home', '/nonexistent', '--json'];
      expect((await once(argv, { cwd: session.folder })).code).to.equal(0);
      await session.write('trust.json', { ...(JSON.parse(trust) as object), require: 2 });
      expect((await once(argv, { cwd: session.folder })).code).to.equal(20);
    }));

  it('declare many lines, and name the bad ones', () =>
    withSession(async (session) => {
      const line = (one: typeof ONE): string => JSON.stringify({ declarant: one.uscc, claims: one.licence });
      const lines = [line(ONE), '{"declarant": 1', '', line(TWO), line(ONE), JSON.stringify({ claims: {} })];
      await session.write('many.jsonl', lines.join('\n'));
      const result = await session.run('declare business-licence --as market-regulation --many many.jsonl');
      expect(result.code).to.equal(65);
      expect(jsonError(result).code).to.equal('ROWS_REJECTED');
      const {
        declared,
        rejected,
        lines: reported,
      } = json(result) as {
        declared: number;
        rejected: number;
        lines: { line: number; code?: string; status?: string }[];
      };
      expect([declared, rejected]).to.deep.equal([2, 3]);
      expect(reported.map(({ line: number, code, status }) => [number, code ?? status])).to.deep.equal([
        [1, 'attested'],
        [2, 'JSON_INVALID'],
        [4, 'attested'],
        [5, 'ALREADY_DECLARED'],
        [6, 'INPUT_INVALID'],
      ]);
    }));

  it('look after themselves: status, audit and doctor', () =>
    withSession(async (session) => {
      expect(await session.ok('ledger status')).to.include({ findings: 0, served: false });
      expect(await session.ok('audit')).to.deep.include({ findings: [] });
      const checks = (await session.ok('doctor')) as unknown as { check: string; ok: boolean }[];
      expect(checks.map(({ check, ok }) => [check, ok])).to.deep.equal([
        ['node', true],
        ['home', true],
        ['keys', true],
        ['disk', true],
        ['ledger', true],
        ['certificates', true],
      ]);
    }));
});
