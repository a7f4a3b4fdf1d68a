import { expect } from 'chai';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { json, jsonError, once, withFolder } from '../support/cli.js';

/** Fictional: 339900 is no region of GB/T 2260. */
const RESIDENT_NUMBER = '339900199001010011';

const USAGE: readonly (readonly [string, readonly string[]])[] = [
  ['an unknown command', ['dclare']],
  ['an unknown verb', ['declarant', 'enroll']],
  ['an unknown option', ['audit', '--fast']],
  ['a missing argument', ['attest', '--as', 'tax']],
  ['a missing option', ['plan', 'register-for-tax']],
  ['an option without its value', ['audit', '--lang', 'en', '--home']],
  ['too many arguments', ['audit', 'now']],
  ['a value outside the choices', ['catalogue', 'list', '--kind', 'form']],
  ['a language that there is not', ['audit', '--lang', 'fr']],
  ['a shell that there is not', ['completion', 'csh']],
  ['a noun without a verb', ['catalogue']],
  ['a reading without a purpose', ['read', 'business-licence.X', '--as', 'tax', '--claims', 'name']],
  [
    'a reading without a basis',
    ['read', 'business-licence.X', '--as', 'tax', '--claims', 'name', '--item', 'x'],
  ],
  [
    'a reading on two bases',
    [
      'read',
      'business-licence.X',
      '--as',
      'tax',
      '--claims',
      'name',
      '--item',
      'x',
      '--law',
      '--consent',
      `c-${'0'.repeat(32)}`,
    ],
  ],
  ['an enrolment of both kinds', ['declarant', 'enrol', '--uscc', '91399999000010000X', '--individual']],
  ['an enrolment of no kind', ['declarant', 'enrol']],
];

describe('once, called wrongly', () => {
  for (const [what, argv] of USAGE) {
    it(`ends with 64 and USAGE on ${what}`, async () => {
      const result = await once(['--json', ...argv]);
      expect(result.code).to.equal(64);
      expect(result.stdout).to.equal('');
      expect(jsonError(result)).to.include({ code: 'USAGE', exit: 64 });
    });
  }

  it('says code, place and remedy to people', async () => {
    const { code, stderr, stdout } = await once(['plan', 'register-for-tax', '--lang', 'zh']);
    expect(code).to.equal(64);
    expect(stdout).to.equal('');
    expect(stderr.split('\n')).to.deep.equal([
      'USAGE: 命令无法理解',
      '  位置： 必须给出选项 --declarant <declarant>',
      '  处理办法： 请查看 --help。',
      '',
    ]);
  });

  it('prints help where nothing is asked, and the version', async () => {
    expect(await once([])).to.include({ code: 0 });
    expect(await once(['--version'])).to.include({ code: 0, stdout: 'onceledger 0.1.0\n' });
  });
});

describe('personal data in arguments', () => {
  for (const argv of [
    ['declarant', 'show', RESIDENT_NUMBER],
    ['declarant', 'enrol', '--individual', `--name=${RESIDENT_NUMBER}`],
    ['attest', 'x', '--as', 'tax', '--refuse', `number ${RESIDENT_NUMBER} differs`],
    ['nothing', RESIDENT_NUMBER],
  ]) {
    it(`is refused before anything else and never repeated: ${argv.slice(0, 2).join(' ')}`, async () => {
      const result = await once(['--json', ...argv]);
      expect(result.code).to.equal(65);
      expect(jsonError(result).code).to.equal('PERSONAL_DATA_IN_ARGUMENTS');
      expect(result.stderr + result.stdout).not.to.contain(RESIDENT_NUMBER);
    });
  }

  it('is also the name of an individual', async () => {
    const result = await once(['declarant', 'enrol', '--individual', '--name', '虚构人', '--json']);
    expect(jsonError(result)).to.include({ code: 'PERSONAL_DATA_IN_ARGUMENTS', exit: 65 });
  });

  it('is not a social credit code, nor 18 digits with a wrong check character', async () => {
    for (const argument of ['91310120734580606X', '339900199001010018']) {
      const result = await once(['declarant', 'show', argument, '--home', '/nonexistent', '--json']);
      expect(jsonError(result).code).to.equal('HOME_MISSING');
    }
  });
});

describe('files given to once', () => {
  const declare = (file: string, cwd: string) =>
    once(['declare', 'business-licence', '--as', '91310120734580606X', '--data', file, '--json'], { cwd });

  it('must be files: a folder and a missing one are FILE_UNREADABLE', () =>
    withFolder(async (folder) => {
      await mkdir(path.join(folder, 'data.json'));
      for (const file of ['data.json', 'missing.json', 'data.json/x']) {
        const result = await declare(file, folder);
        expect(result.code).to.equal(65);
        expect(jsonError(result).code).to.equal('FILE_UNREADABLE');
        expect(jsonError(result).detail).to.contain(file);
      }
    }));

  const bad: readonly (readonly [string, string | Buffer, string])[] = [
    ['malformed', '{"name": "a",}', 'JSON_INVALID'],
    ['with a name twice', '{"name": "a", "name": "b"}', 'JSON_INVALID'],
    ['with a lone surrogate', '{"name": "\\ud800"}', 'JSON_INVALID'],
    ['nested more than 32 deep', `${'['.repeat(40)}${']'.repeat(40)}`, 'JSON_INVALID'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'JSON_INVALID'],
    ['over 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, 'INPUT_TOO_LARGE'],
    ['not an object', '[1]', 'INPUT_INVALID'],
    ['empty', '', 'JSON_INVALID'],
  ];
  for (const [what, content, code] of bad) {
    it(`are refused with ${code} where ${what}`, () =>
      withFolder(async (folder) => {
        await writeFile(path.join(folder, 'data.json'), content);
        const result = await declare('data.json', folder);
        expect(jsonError(result).code).to.equal(code);
        expect(result.code).to.equal(65);
      }));
  }

  it('may be standard input', async () => {
    const argv = ['declare', 'business-licence', '--as', '91310120734580606X', '--data', '-', '--json'];
    const result = await once(argv, { stdin: '{"a":1' });
    expect(jsonError(result).code).to.equal('JSON_INVALID');
  });
});

describe('a home', () => {
  it('that is not there is HOME_MISSING, 78', () =>
    withFolder(async (folder) => {
      for (const argv of [
        ['audit'],
        ['catalogue', 'list'],
        ['journal', '--declarant', '91310120734580606X'],
      ]) {
        const result = await once([...argv, '--json'], { cwd: folder });
        expect(result.code).to.equal(78);
        expect(jsonError(result).code).to.equal('HOME_MISSING');
      }
    }));

  it('of a newer format is HOME_FORMAT, 78', () =>
    withFolder(async (folder) => {
      await mkdir(path.join(folder, '.once'));
      await writeFile(path.join(folder, '.once', 'format'), '2\n');
      const result = await once(['audit', '--json'], { cwd: folder });
      expect(result.code).to.equal(78);
      expect(jsonError(result).code).to.equal('HOME_FORMAT');
    }));

  it('comes from --home, then ONCE_HOME', () =>
    withFolder(async (folder) => {
      const env = { ONCE_HOME: path.join(folder, 'a') };
      expect(jsonError(await once(['audit', '--json'], { env })).detail).to.contain(path.join(folder, 'a'));
      const given = ['audit', '--json', '--home', path.join(folder, 'b')];
      expect(jsonError(await once(given, { env })).detail).to.contain(path.join(folder, 'b'));
    }));
});

describe('once completion', () => {
  it('prints a script for bash, zsh and fish', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, stdout } = await once(['completion', shell]);
      expect(code).to.equal(0);
      expect(stdout).to.contain('once complete --');
    }
    expect(json(await once(['completion', 'fish', '--json']))).to.have.property('shell', 'fish');
  });

  it('offers nouns, verbs, options and choices', async () => {
    const offered = async (...words: string[]): Promise<string[]> =>
      (await once(['complete', '--', ...words])).stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t')[0]!);
    expect(await offered('decl')).to.deep.equal(['declarant', 'declare', 'declaration']);
    expect(await offered('declarant', 'en')).to.deep.equal(['enrol']);
    expect(await offered('--json', 'consent', '')).to.deep.equal(['grant', 'revoke', 'list']);
    expect(await offered('import', 'business-licence', '--c')).to.deep.equal(['--csv']);
    expect(await offered('demo', '--break', '')).to.deep.equal([
      'attest',
      'deliver',
      'forge',
      'revoke',
      'ask',
    ]);
    expect(await offered('audit', '--lang', '')).to.deep.equal(['en', 'zh']);
    expect(await offered('completion', 'z')).to.deep.equal(['zsh']);
    expect(await offered('declare', 'x', '--data', '')).to.deep.equal([]);
  });
});
