import { fail } from '@onceledger/chaincode/domain';
import type { Context } from './context.js';
import type { MessageKey } from './messages/index.js';

/** One command: what the shell shows of it, and what it does. Heavy modules are imported inside `run`: start-up stays short. */
export interface CommandSpec {
  /** Words after `once`: `['declarant', 'enrol']`. */
  readonly path: readonly string[];
  readonly summary: MessageKey;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Resolves to the exit code where it is not 0. */
  readonly run: (context: Context, given: Given) => Promise<number | undefined>;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly help: MessageKey;
  readonly many?: true;
  readonly choices?: readonly string[];
}

export interface OptionSpec {
  /** As commander takes them: `--as <declarant>`. */
  readonly flags: string;
  readonly help: MessageKey;
  readonly required?: true;
  readonly choices?: readonly string[];
}

/** Arguments and options of one call, by name; typed on the way out. */
export class Given {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** The text of an option or argument; USAGE where it was not given. */
  text(name: string): string {
    const value = this.find(name);
    if (value === undefined) throw fail('USAGE', `${name} is missing`);
    return value;
  }

  find(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** A variadic argument. */
  many(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  }

  /** A comma-separated option. */
  list(name: string): readonly string[] {
    const parts = this.text(name)
      .split(',')
      .map((part) => part.trim());
    if (parts.includes('')) throw fail('USAGE', `${name} has an empty part`);
    return parts;
  }

  /** A whole number in decimal digits; USAGE otherwise. */
  findNumber(name: string): number | undefined {
    const value = this.find(name);
    if (value === undefined) return undefined;
    if (!/^[0-9]{1,9}$/.test(value)) throw fail('USAGE', `${name} is not a whole number`);
    return Number(value);
  }
}
