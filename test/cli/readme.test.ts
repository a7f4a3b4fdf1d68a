import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFolder } from '../support/cli.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Shell blocks of a page that call `once`, as pasted one after the other. */
async function pasted(page: string): Promise<string> {
  const text = await readFile(path.join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!);
  return blocks.filter((block) => block.includes('npx once')).join('\n');
}

/** In a folder that has nothing of the clone but docs/; any command that fails ends it. */
async function paste(script: string, folder: string): Promise<{ code: number | null; output: string }> {
  await symlink(path.join(ROOT, 'docs'), path.join(folder, 'docs'));
  const bin = path.join(ROOT, 'cli', 'bin', 'once.js');
  const prelude = `set -e -o pipefail\nnpx() { shift; "${process.execPath}" "${bin}" "$@"; }\n`;
  const env = { ...process.env, LANG: 'C', ONCE_HOME: '', ONCE_LANG: '' };
  const child = spawn('bash', ['-c', prelude + script], { cwd: folder, env });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

/** The commands of a page without remarks, languages and words that are printed. */
async function commandsOf(page: string): Promise<readonly string[]> {
  return (await pasted(page))
    .split('\n')
    .map((line) => line.replace(/\s*#.*$/, '').replace(/echo ".*"/, 'echo'))
    .filter((line) => line !== '' && !line.startsWith('export ONCE_LANG'));
}

describe('what the pages tell a newcomer to paste', function () {
  this.timeout(400_000);

  it('works from init to a verified reading and on', () =>
    withFolder(async (folder) => {
      const script = `${await pasted('README.md')}\n${await pasted('docs/guides/first-steps.en.md')}`;
      expect(script).to.contain('npx once verify');
      const { code, output } = await paste(script, folder);
      expect(code, output).to.equal(0);
      expect(output).to.contain('It is genuine.');
      expect(output).to.contain('样本省示例市虚构区虚构路1号');
      expect(output).to.contain('样本省示例市虚构区虚构里1号');
      expect(output).to.contain('CONSENT_REVOKED');
      expect(output).to.contain('IDENTIFIER_INVALID');
    }));

  it('is the same in Chinese', async () => {
    for (const [english, chinese] of [
      ['README.md', 'README.zh.md'],
      ['docs/guides/first-steps.en.md', 'docs/guides/first-steps.zh.md'],
    ] as const)
      expect(await commandsOf(chinese)).to.deep.equal(await commandsOf(english));
  });
});
