import type { Fault } from '../json.js';
import { type ErrorKind } from './kinds.js';
import { type ErrorCode } from './registry.js';
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
export declare class OnceError extends Error {
    readonly name = "OnceError";
    readonly code: ErrorCode;
    readonly detail: string;
    readonly faults: readonly Fault[];
    readonly transactionId: string | undefined;
    constructor(code: ErrorCode, facts?: ErrorFacts);
    get kind(): ErrorKind;
    get exitCode(): number;
}
/** The one way to make an error: `throw fail('ACT_EXPIRED', { detail: … })`. */
export declare function fail(code: ErrorCode, facts?: ErrorFacts | string): OnceError;
/** An error that crossed the chaincode boundary as `CODE: detail`; unknown codes and anything else become INTERNAL. */
export declare function decodeError(message: string, facts?: ErrorFacts): OnceError;
