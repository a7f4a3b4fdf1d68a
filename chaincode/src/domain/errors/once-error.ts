import type { Fault } from '../json.js';
import { KINDS, type ErrorKind } from './kinds.js';
import { ERRORS, type ErrorCode } from './registry.js';

/** What an error carries beside its code. Never personal data, never a secret: it is logged and crosses organizations. */
export interface ErrorFacts {
  /** What exactly, in English; identifiers and paths, no values of claims. */
  readonly detail?: string;
  /** Where in the input, each with its JSON Pointer. */
  readonly faults?: readonly Fault[];
  /** Set from submit on: under which identifier to ask. */
  readonly transactionId?: string;
  readonly cause?: unknown;
}

export class OnceError extends Error {
  override readonly name = 'OnceError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly faults: readonly Fault[];
  readonly transactionId: string | undefined;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    const detail = [facts.detail, ...(facts.faults ?? []).map(faultText)].filter(Boolean).join('; ');
    super(
      `${code}: ${detail || ERRORS[code].title.en}`,
      facts.cause === undefined ? {} : { cause: facts.cause },
    );
    this.code = code;
    this.detail = detail;
    this.faults = facts.faults ?? [];
    this.transactionId = facts.transactionId;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }

  get exitCode(): number {
    return KINDS[this.kind].exit;
  }
}

/** The one way to make an error: `throw fail('ACT_EXPIRED', { detail: … })`. */
export function fail(code: ErrorCode, facts: ErrorFacts | string = {}): OnceError {
  return new OnceError(code, typeof facts === 'string' ? { detail: facts } : facts);
}

const MESSAGE = /^([A-Z][A-Z0-9_]{2,63}): ([\s\S]*)$/;

/** An error that crossed the chaincode boundary as `CODE: detail`; unknown codes and anything else become INTERNAL. */
export function decodeError(message: string, facts: ErrorFacts = {}): OnceError {
  const match = MESSAGE.exec(message);
  const code = match?.[1];
  return code !== undefined && Object.hasOwn(ERRORS, code)
    ? new OnceError(code as ErrorCode, { ...facts, detail: match?.[2] ?? '' })
    : new OnceError('INTERNAL', { ...facts, detail: message });
}

function faultText(fault: Fault): string {
  return `${fault.path === '' ? '(whole document)' : fault.path} ${fault.problem}`;
}
