import { ERRORS, fail, OnceError, type JsonObject } from '@onceledger/chaincode/domain';
import type { Language, Translate } from '../messages/index.js';

/** Anything thrown as one of the registry's errors; what nobody foresaw becomes INTERNAL. */
export function toOnceError(error: unknown): OnceError {
  if (error instanceof OnceError) return error;
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  return fail('INTERNAL', { detail, cause: error });
}

/** Code, what, where and what to do, for a person. */
export function errorText(error: OnceError, language: Language, text: Translate): string {
  const row = ERRORS[error.code];
  const lines = [`${error.code}: ${row.title[language]}`];
  if (error.detail !== '') lines.push(`  ${text('error.where')} ${error.detail}`);
  if (error.transactionId !== undefined) lines.push(`  ${text('error.transaction')} ${error.transactionId}`);
  lines.push(`  ${text('error.remedy')} ${row.remedy[language]}`);
  return lines.join('\n');
}

/** The same for a program; `exit` is the exit code. */
export function errorJson(error: OnceError, language: Language): JsonObject {
  const row = ERRORS[error.code];
  return {
    error: {
      code: error.code,
      detail: error.detail,
      exit: error.exitCode,
      faults: error.faults.map(({ path, problem }) => ({ path, problem })),
      kind: error.kind,
      remedy: row.remedy[language],
      title: row.title[language],
      ...(error.transactionId === undefined ? {} : { transactionId: error.transactionId }),
    },
  };
}
