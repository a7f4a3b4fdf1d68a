import { OnceError } from '@onceledger/chaincode/domain';
import { shippedMap } from '@onceledger/cli/home';
import { csvRows, parseImportMap, registerRows, transform, type RegisterRow } from '@onceledger/cli/import';
import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { generateRegister, HEADER } from '../support/register.js';

const REAL =
  process.env['ONCE_REGISTER_CSV'] ??
  fileURLToPath(new URL('../../../../shared/data/shanghai-2002.csv', import.meta.url));
const MAP = parseImportMap(readFileSync(shippedMap('enterprise-register')!, 'utf8'), 'enterprise-register');

const io = (stdin: string | Buffer) => ({
  stdin: Readable.from([Buffer.from(stdin)]),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  env: {},
  cwd: process.cwd(),
});

async function read(csv: string, file = '-'): Promise<RegisterRow[]> {
  const rows: RegisterRow[] = [];
  for await (const row of registerRows(csvRows(io(csv), file), MAP)) rows.push(row);
  return rows;
}
const rejected = (rows: readonly RegisterRow[]) =>
  rows.flatMap((row) => ('error' in row ? [[row.line, row.error.code] as const] : []));

/** A good row whose name, capital and address the test chooses. */
const row = (name: string, capital = 'N/A', address = '虚构路1号', code = '91310120734580606X'): string =>
  `${name},${code},2002-01-10,N/A,N/A,${capital},N/A,上海,奉贤,${address}`;

describe('the shipped import map', () => {
  it('turns a row of the register into claims; N/A and empty mean absent', async () => {
    const csv = `${HEADER}\n虚构公司,91310120734580606X,2002-1-10,,N/A,"1,000(万元人民币)","甲，乙",上海,奉贤,"虚构路1号"\n`;
    expect(await read(csv)).to.deep.equal([
      {
        line: 2,
        declarant: '91310120734580606X',
        claims: {
          name: '虚构公司',
          code: '91310120734580606X',
          establishedOn: '2002-01-10',
          capital: { amount: '10000000', currency: 'CNY' },
          scope: '甲，乙',
          address: '虚构路1号',
        },
      },
    ]);
  });

  it('rejects exactly the damaged rows of a generated register, each with its line', async () => {
    const { csv, good, damaged } = generateRegister(2002, 400, 38);
    const rows = await read(csv);
    expect(rows.filter((one) => !('error' in one))).to.have.length(good);
    expect(rejected(rows).map(([line]) => line)).to.deep.equal(damaged);
    for (const [, code] of rejected(rows)) expect(code).to.be.oneOf(['INPUT_INVALID', 'IDENTIFIER_INVALID']);
  });

  it('takes the 4,318 good rows of the public register and rejects its 38 damaged ones', async function () {
    if (!existsSync(REAL)) {
      console.log('      (the public register is not here: set ONCE_REGISTER_CSV)');
      this.skip();
    }
    const rows = await read('', path.resolve(REAL));
    expect(rows).to.have.length(4356);
    const bad = rejected(rows);
    expect(bad).to.have.length(38);
    expect(bad.map(([line]) => line)).to.deep.equal(Array.from({ length: 38 }, (_, index) => 4320 + index));
    const codes = new Set(rows.flatMap((one) => ('error' in one ? [] : [one.declarant])));
    expect(codes.size).to.equal(4318);
  });
});

describe('amounts and dates in a register', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['50(万元人民币)', { amount: '500000', currency: 'CNY' }],
    ['3,800(万元人民币)', { amount: '38000000', currency: 'CNY' }],
    ['14(万美元)', { amount: '140000', currency: 'USD' }],
    ['10万人民币', { amount: '100000', currency: 'CNY' }],
    ['12.34567(万欧元)', { amount: '123456.7', currency: 'EUR' }],
    ['0.00005(万日元)', { amount: '0.5', currency: 'JPY' }],
    ['99999999999999999999(万元人民币)', { amount: '999999999999999999990000', currency: 'CNY' }],
    ['7元人民币', { amount: '7', currency: 'CNY' }],
    ['1,00(万元人民币)', undefined],
    ['fifty', undefined],
    ['50(万贝壳)', undefined],
  ];
  for (const [cell, value] of cases)
    it(`reads ${cell} exactly`, () => {
      expect(transform('capital', cell)).to.deep.equal(value);
    });

  it('knows the calendar', () => {
    expect(transform('date', '2004-2-29')).to.equal('2004-02-29');
    expect(transform('date', '2002/12/1')).to.equal('2002-12-01');
    for (const cell of ['2003-02-29', '2002-13-01', '02-01-01', '2002-00-10']) {
      expect(transform('date', cell), cell).to.equal(undefined);
    }
  });
});

describe('a register with bad rows', () => {
  it('loses only the row that is bad, whatever is wrong with it', async () => {
    const csv = [
      HEADER,
      row('"一"x', 'N/A', '虚构路1号', '91310120734580606X'),
      row('好甲', 'N/A', '虚构路1号', '91310112734575997' + '5'),
      row('坏"引号', 'N/A', '虚构路1号', '91310109734582716' + '6'),
      row('好乙', 'N/A', '虚构路1号', '91310114734566142F'),
      row(`"多行\n名称"`, 'N/A', '虚构路1号', '91310116735390345X'),
      row('x'.repeat(1024 * 1024), 'N/A', '虚构路1号', '91310109734578266J'),
      row('好丙', '很多钱', '虚构路1号', '91310114739038031Y'),
      row('好丁', 'N/A', '虚构路1号', '91310114734567129A'),
      row('"没有结束的引号', 'N/A', '虚构路1号', '91310120734580606X'),
    ].join('\n');
    const rows = await read(csv);
    expect(rejected(rows)).to.deep.equal([
      [2, 'INPUT_INVALID'],
      [4, 'INPUT_INVALID'],
      [8, 'INPUT_TOO_LARGE'],
      [9, 'SCHEMA_VIOLATION'],
      [11, 'INPUT_INVALID'],
    ]);
    expect(rows.flatMap((one) => ('error' in one ? [] : [one.claims['name']]))).to.deep.equal([
      '好甲',
      '好乙',
      '多行\n名称',
      '好丁',
    ]);
  });

  it('rejects the second row of one declarant, and says where the first is', async () => {
    const rows = await read([HEADER, row('甲'), row('乙')].join('\n'));
    expect(rejected(rows)).to.deep.equal([[3, 'ALREADY_DECLARED']]);
    expect('error' in rows[1]! && rows[1].error.detail).to.equal('line 2 has the same declarant');
  });

  it('never repeats a cell in an error', async () => {
    const rows = await read([HEADER, row('秘密', '秘密金额')].join('\n'));
    const [bad] = rows;
    expect(bad !== undefined && 'error' in bad && bad.error.message).to.not.contain('秘密金额');
  });

  it('reads a byte-order mark and CRLF, and passes blank lines over', async () => {
    const rows = await read(`\ufeff${HEADER}\r\n\r\n${row('甲')}\r\n`);
    expect(rows.map(({ line }) => line)).to.deep.equal([3]);
    expect('claims' in rows[0]! && rows[0].claims['name']).to.equal('甲');
  });

  for (const [what, csv] of [
    ['without the column of a claim', '企业名称,统一社会信用代码\n'],
    ['with a column that the map does not know', `${HEADER},备注\n`],
    ['with a column twice', `${HEADER},企业名称\n`],
  ] as const) {
    it(`is refused as a whole ${what}`, async () => {
      const error = await read(csv).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(OnceError).with.property('code', 'CONFIGURATION_INVALID');
    });
  }

  it('is refused as a whole where it is empty', async () => {
    const error = await read('').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(OnceError).with.property('code', 'INPUT_INVALID');
  });
});

describe('an import map', () => {
  it('is refused with every fault and its place', () => {
    const text =
      'format: 2\ntype: Business\ncolumns: { a: { claim: "1" }, b: { claim: name, as: magic } }\nextra: 1\n';
    try {
      parseImportMap(text, 'map.yaml');
      expect.fail('was taken');
    } catch (error) {
      expect(error).to.be.instanceOf(OnceError);
      expect((error as OnceError).code).to.equal('CONFIGURATION_INVALID');
      expect((error as OnceError).faults.map((fault) => fault.path)).to.have.members([
        '/extra',
        '/format',
        '/type',
        '/declarant',
        '/columns/a/claim',
        '/columns/b/as',
      ]);
    }
  });

  it('is refused where it is not YAML', () => {
    expect(() => parseImportMap('a: [', 'map.yaml'))
      .to.throw(OnceError)
      .with.property('code', 'CONFIGURATION_INVALID');
  });
});
