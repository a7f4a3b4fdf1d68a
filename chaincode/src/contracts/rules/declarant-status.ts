import { fail, type DeclarantKind, type DeclarantRecord, type DeclarantStatus } from '../../domain/index.js';
import { invalid } from '../invalid.js';

/** What a registrar may turn a status into. Death and deregistration can be recorded by mistake; a merger cannot be undone. */
const NEXT: Readonly<Record<DeclarantStatus, readonly DeclarantStatus[]>> = {
  active: ['suspended', 'deregistered', 'deceased', 'merged'],
  suspended: ['active', 'deregistered', 'deceased', 'merged'],
  deregistered: ['active'],
  deceased: ['active'],
  merged: [],
};

const ONLY: Readonly<Partial<Record<DeclarantStatus, DeclarantKind>>> = {
  deregistered: 'enterprise',
  merged: 'enterprise',
  deceased: 'individual',
};

/** @throws INPUT_INVALID where the status is for another kind of declarant, STATE_CONFLICT */
export function assertTransition(record: DeclarantRecord, status: DeclarantStatus): void {
  const kind = ONLY[status];
  if (kind !== undefined && kind !== record.declarantKind)
    throw invalid('/status', `is for a declarant of kind ${kind}`);
  if (!NEXT[record.status].includes(status)) {
    throw fail('STATE_CONFLICT', `${record.declarant} is ${record.status}, which does not become ${status}`);
  }
}
