import { fail, type Act, type ActKind, type AnyRecord } from '../domain/index.js';
import { describe, type Stored } from '../ledger/index.js';
import type { Rule } from './call.js';

/** @throws NOT_FOUND, ALREADY_EXISTS */
export function assertExistence<Kind extends ActKind, Record extends AnyRecord>(
  rule: Rule<Kind, Record>,
  current: Stored<Record> | undefined,
): void {
  if (rule.existing === 'required' && current === undefined) throw fail('NOT_FOUND');
  if (rule.existing === 'forbidden' && current !== undefined) {
    const { identifier, status } = describe(current.value);
    throw fail('ALREADY_EXISTS', `${identifier} is ${status}`);
  }
}

/** Who signs states the record that he saw: nothing is changed unseen. @throws ACT_PREVIOUS */
export function assertPrevious({ payload }: Act, current: Stored<AnyRecord> | undefined): void {
  if (payload.previous === current?.digest) return;
  if (current === undefined) throw fail('ACT_PREVIOUS', 'there is no record yet');
  throw fail('ACT_PREVIOUS', `the record's digest is ${current.digest}`);
}
