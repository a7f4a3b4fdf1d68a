import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { json, jsonError, once, type CliResult } from './cli.js';
import { withHome } from './home.js';

/** `once --json` on one home, in one folder. */
export class CliSession {
  readonly home: string;
  readonly folder: string;

  constructor(home: string, folder: string) {
    this.home = home;
    this.folder = folder;
  }

  run(argv: string, stdin?: string): Promise<CliResult> {
    const given = argv.split(' ');
    const words = [...given, ...(given.includes('--home') ? [] : ['--home', this.home]), '--json'];
    return once(words, { cwd: this.folder, ...(stdin === undefined ? {} : { stdin }) });
  }

  /** The result of a command that must succeed. */
  async ok(argv: string, stdin?: string): Promise<Record<string, unknown>> {
    const result = await this.run(argv, stdin);
    expect(result.stderr, argv).to.equal('');
    expect(result.code).to.equal(0);
    return json(result) as Record<string, unknown>;
  }

  /** Code and exit code of a command that must fail. */
  async refused(argv: string, stdin?: string): Promise<readonly [string, number]> {
    const result = await this.run(argv, stdin);
    expect(result.stdout, argv).to.equal('');
    expect(jsonError(result).exit).to.equal(result.code);
    return [jsonError(result).code, result.code];
  }

  async write(name: string, content: unknown): Promise<void> {
    await writeFile(
      path.join(this.folder, name),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }

  async enrol({ uscc, name }: { readonly uscc: string; readonly name: string }): Promise<void> {
    await this.ok(`declarant enrol --uscc ${uscc} --name ${name} --vouch-as market-regulation`);
  }
}

/** A ledger of the test's own. */
export const withSession = <T>(use: (session: CliSession) => Promise<T>): Promise<T> =>
  withHome((home, folder) => use(new CliSession(home, folder)));
