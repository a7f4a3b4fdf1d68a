import { COMMANDS, MESSAGES } from '@onceledger/cli';
import { expect } from 'chai';
import { once } from '../support/cli.js';

const HAN = /[\u4e00-\u9fff]/;

describe('once --help', () => {
  it('lists every command and noun, in English and in Chinese', async () => {
    for (const lang of ['en', 'zh']) {
      const { code, stdout } = await once(['--help', '--lang', lang]);
      expect(code).to.equal(0);
      for (const { path } of COMMANDS) expect(stdout).to.contain(`  ${path[0]!}`);
    }
  });

  for (const { path } of COMMANDS) {
    const name = path.join(' ');
    it(`says in both languages what \`${name}\` takes`, async () => {
      const english = await once([...path, '--help', '--lang', 'en']);
      const chinese = await once([...path, '--help', '--lang', 'zh']);
      expect([english.code, chinese.code]).to.deep.equal([0, 0]);
      expect(english.stdout)
        .to.match(new RegExp(`^Usage: once ${name}`))
        .and.not.to.match(HAN);
      expect(chinese.stdout)
        .to.match(new RegExp(`^用法：\\s*once ${name}`))
        .and.to.match(HAN);
      expect(english.stdout).to.contain('--json').and.to.contain('--home').and.to.contain('--lang');
    });
  }

  it('has the commands that the product promises', () => {
    const names = COMMANDS.map(({ path }) => path.join(' '));
    expect(names).to.include.members([
      'init',
      'catalogue list',
      'catalogue show',
      'catalogue file',
      'catalogue approve',
      'catalogue retire',
      'declarant enrol',
      'declarant vouch',
      'declarant list',
      'declarant show',
      'declarant rotate-key',
      'declarant recover',
      'declarant stop-recovery',
      'declare',
      'import',
      'attest',
      'declaration list',
      'declaration show',
      'declaration amend',
      'declaration withdraw',
      'declaration suspend',
      'declaration revoke',
      'consent grant',
      'consent revoke',
      'consent list',
      'mandate grant',
      'mandate revoke',
      'mandate list',
      'plan',
      'apply',
      'application list',
      'application close',
      'read',
      'explain',
      'journal',
      'receipt',
      'verify',
      'audit',
      'ledger serve',
      'ledger status',
      'network install',
      'network up',
      'network deploy',
      'network down',
      'network status',
      'network logs',
      'network doctor',
      'network backup',
      'network restore',
      'network enrol',
      'network renew',
      'doctor',
      'completion',
      'demo',
    ]);
  });
});

describe('languages', () => {
  it('have the same messages', () => {
    expect(Object.keys(MESSAGES.zh).sort()).to.deep.equal(Object.keys(MESSAGES.en).sort());
  });

  it('fill in the same values', () => {
    const names = (text: string): string[] =>
      [...text.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name]) => name!).sort();
    for (const [key, text] of Object.entries(MESSAGES.en))
      expect(names(MESSAGES.zh[key as keyof typeof MESSAGES.en]), key).to.deep.equal(names(text));
    // A name with anything but letters would be printed as it stands.
    for (const text of [...Object.values(MESSAGES.en), ...Object.values(MESSAGES.zh)])
      expect(text.replaceAll(/\{[a-zA-Z]+\}/g, '')).to.not.match(/\{[^\s"]*\}/);
  });

  it('are English without Chinese and Chinese with it', () => {
    for (const [key, text] of Object.entries(MESSAGES.en)) expect(text, key).not.to.match(HAN);
    const same = Object.entries(MESSAGES.zh).filter(
      ([key, text]) => !HAN.test(text) && text === MESSAGES.en[key as keyof typeof MESSAGES.en],
    );
    expect(same.map(([key]) => key)).to.deep.equal(
      ['program.version', 'audit.finding'].filter((key) => same.some(([one]) => one === key)),
    );
  });

  it('come from --lang first, then from the locale, and are English otherwise', async () => {
    const first = async (argv: string[], env: Record<string, string>): Promise<string> =>
      (await once(argv, { env })).stdout.slice(0, 2);
    expect(await first(['--help'], {})).to.equal('Us');
    expect(await first(['--help'], { LANG: 'zh_CN.UTF-8' })).to.equal('用法');
    expect(await first(['--help'], { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' })).to.equal('Us');
    expect(await first(['--help'], { LANG: 'en_GB.UTF-8', ONCE_LANG: 'zh' })).to.equal('用法');
    expect(await first(['--help', '--lang=en'], { LANG: 'zh_CN.UTF-8' })).to.equal('Us');
    expect(await first(['--lang', 'zh', 'declare', '--help'], {})).to.equal('用法');
  });
});
