import { canonicalize, type JsonValue } from '@onceledger/chaincode/domain';
import type { Io } from '../context.js';
import type { Translate } from '../messages/index.js';
import { startProgress, type Progress } from './progress.js';
import { table } from './table.js';

/** Where results go: one canonical JSON document on standard output, or text for people. */
export class Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly #io: Io;
  readonly #text: Translate;

  constructor(io: Io, { json, quiet }: { readonly json: boolean; readonly quiet: boolean }, text: Translate) {
    this.#io = io;
    this.json = json;
    this.quiet = quiet;
    this.#text = text;
  }

  /** The command's one result. */
  result(value: JsonValue, human: () => string): void {
    const text = this.json ? canonicalize(value) : human();
    if (text !== '') this.#io.stdout.write(`${text}\n`);
  }

  /** The result of a command that made or changed something: with `--quiet` its identifier alone. */
  made(id: string, value: JsonValue, human: () => string): void {
    this.result(value, this.quiet ? () => id : human);
  }

  /** A line on the way to the result; nothing with `--json`. */
  line(text: string): void {
    if (!this.json && !this.quiet) this.#io.stdout.write(`${text}\n`);
  }

  /** A remark that is not the result: standard error, nothing with `--json`. */
  note(text: string): void {
    if (!this.json) this.#io.stderr.write(`${text}\n`);
  }

  table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    return rows.length === 0 ? this.#text('output.none') : table(head, rows);
  }

  /** A bar on standard error, shown only on a terminal and only when it lasts longer than a second. */
  progress(title: string): Progress {
    return startProgress(this.#io.stderr, title, this.json);
  }
}
