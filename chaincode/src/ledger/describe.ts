import type { AnyRecord, Notice } from '../domain/index.js';

type Description = Pick<Notice, 'identifier' | 'status' | 'version'>;

/** By what name, in what state and, where it has one, at what version a record is: what outcomes and notices say of it. */
export function describe(record: AnyRecord): Description {
  switch (record.kind) {
    case 'settings':
      return { identifier: 'settings', status: 'active' };
    case 'agency':
      return { identifier: record.agency.code, status: record.agency.status };
    case 'catalogue-entry':
      return { identifier: record.ref, status: record.status };
    case 'declarant':
      return { identifier: record.declarant, status: record.status };
    case 'mandate':
      return { identifier: record.mandate.mandate, status: record.status };
    case 'custody':
      return { identifier: record.id, status: record.state, version: record.version };
    case 'declaration':
      return { identifier: record.id, status: record.status, version: record.version };
    default:
      return { identifier: record.id, status: record.status };
  }
}
