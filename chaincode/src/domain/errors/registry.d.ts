/**
 * Every error that a user, an integrator or an operator can meet: one row each. docs/errors.md is generated from this
 * table and a test holds the two equal. Kinds decide exit code, HTTP status and whether to retry (`kinds.ts`).
 */
import type { ErrorKind } from './kinds.js';
export interface ErrorRow {
    readonly kind: ErrorKind;
    /** What happened. */
    readonly title: {
        readonly en: string;
        readonly zh: string;
    };
    /** What to do. */
    readonly remedy: {
        readonly en: string;
        readonly zh: string;
    };
}
export declare const ERRORS: {
    readonly JSON_INVALID: ErrorRow;
    readonly JSON_NOT_CANONICAL: ErrorRow;
    readonly INPUT_TOO_LARGE: ErrorRow;
    readonly INPUT_INVALID: ErrorRow;
    readonly SCHEMA_VIOLATION: ErrorRow;
    readonly SCHEMA_UNSUPPORTED: ErrorRow;
    readonly IDENTIFIER_INVALID: ErrorRow;
    readonly COMMITMENT_INVALID: ErrorRow;
    readonly SEALED_PART_INVALID: ErrorRow;
    readonly PERSONAL_DATA_IN_ARGUMENTS: ErrorRow;
    readonly FILE_UNREADABLE: ErrorRow;
    readonly ROWS_REJECTED: ErrorRow;
    readonly ACT_MALFORMED: ErrorRow;
    readonly ACT_SIGNATURE: ErrorRow;
    readonly ACT_KEY: ErrorRow;
    readonly ACT_LEDGER: ErrorRow;
    readonly ACT_EXPIRED: ErrorRow;
    readonly ACT_BODY: ErrorRow;
    readonly ACT_TARGET: ErrorRow;
    readonly ACT_PREVIOUS: ErrorRow;
    readonly IDEMPOTENCY_CONFLICT: ErrorRow;
    readonly ROLE_REQUIRED: ErrorRow;
    readonly ACTOR_DENIED: ErrorRow;
    readonly MANDATE_INVALID: ErrorRow;
    readonly ORGANIZATION_DENIED: ErrorRow;
    readonly DECLARANT_INACTIVE: ErrorRow;
    readonly BLINDING_REQUIRED: ErrorRow;
    readonly CONSORTIUM_DIFFERS: ErrorRow;
    readonly CLOCK_DIFFERS: ErrorRow;
    readonly NOT_FOUND: ErrorRow;
    readonly FUNCTION_UNKNOWN: ErrorRow;
    readonly ALREADY_EXISTS: ErrorRow;
    readonly ALREADY_DECLARED: ErrorRow;
    readonly STATE_CONFLICT: ErrorRow;
    readonly VERSION_CONFLICT: ErrorRow;
    readonly ASKS_AGAIN: ErrorRow;
    readonly DECISION_DIFFERS: ErrorRow;
    readonly ALREADY_BOOTSTRAPPED: ErrorRow;
    readonly LEDGER_CONFLICT: ErrorRow;
    readonly NOT_VERIFIED: ErrorRow;
    readonly BLOCK_INVALID: ErrorRow;
    readonly AUDIT_FAILED: ErrorRow;
    readonly READING_REFUSED: ErrorRow;
    readonly DELIVERY_REJECTED: ErrorRow;
    readonly LEDGER_LOCKED: ErrorRow;
    readonly LEDGER_UNREACHABLE: ErrorRow;
    readonly ENDORSEMENT_FAILED: ErrorRow;
    readonly OUTCOME_UNKNOWN: ErrorRow;
    readonly TIMEOUT: ErrorRow;
    readonly HOME_MISSING: ErrorRow;
    readonly HOME_EXISTS: ErrorRow;
    readonly HOME_FORMAT: ErrorRow;
    readonly CONFIGURATION_INVALID: ErrorRow;
    readonly KEY_MISSING: ErrorRow;
    readonly PASSPHRASE_WRONG: ErrorRow;
    readonly USAGE: ErrorRow;
    readonly STORAGE_FULL: ErrorRow;
    readonly STORAGE_FAILED: ErrorRow;
    readonly STORAGE_DAMAGED: ErrorRow;
    readonly INTERNAL: ErrorRow;
};
export type ErrorCode = keyof typeof ERRORS;
