import type { Language, Translate } from './messages/index.js';
import type { Output } from './output/output.js';

/** The process as a command sees it; tests give their own. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** What every command is given. */
export interface Context {
  readonly io: Io;
  readonly language: Language;
  readonly text: Translate;
  readonly output: Output;
  /** Absolute path of the home; whether a ledger is there the command finds out. */
  readonly home: string;
  readonly passphraseFile?: string;
}
