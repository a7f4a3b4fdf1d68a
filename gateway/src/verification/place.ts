import {
  parseDeclarationId,
  parseEntryRef,
  splitDeclarationId,
  splitEntryRef,
  type AnyRecord,
} from '@onceledger/chaincode/domain';

const SEPARATOR = '\u0000';

/** Fabric's composite key (docs/spec/contracts.md has the table): object type and parts, each closed by U+0000. */
export function compositeKey(objectType: string, parts: readonly string[]): string {
  return SEPARATOR + [objectType, ...parts].map((part) => part + SEPARATOR).join('');
}

export function objectTypeOf(key: string): string {
  return key.split(SEPARATOR)[1] ?? '';
}

/** Object types that hold indexes, not records: whoever verifies derives them from the records. */
export const INDEXES: readonly string[] = ['catalogue-head', 'provides'];

/** How records are found: by kind and identifier. */
export type RecordName = readonly [kind: AnyRecord['kind'], id: string];

export function nameOf(record: AnyRecord): RecordName {
  switch (record.kind) {
    case 'settings':
      return [record.kind, 'settings'];
    case 'agency':
      return [record.kind, record.agency.code];
    case 'catalogue-entry':
      return [record.kind, record.ref];
    case 'declarant':
      return [record.kind, record.declarant];
    case 'mandate':
      return [record.kind, record.mandate.mandate];
    case 'custody':
      return [record.kind, `${record.id}@${record.version}`];
    default:
      return [record.kind, record.id];
  }
}

/** What an act about the record must name. */
export function targetOf(record: AnyRecord): string {
  return record.kind === 'custody' ? record.id : nameOf(record)[1];
}

/** The one key under which a record of that name stands. */
export function keyOf([kind, id]: RecordName): string {
  switch (kind) {
    case 'settings':
      return compositeKey('settings', []);
    case 'catalogue-entry': {
      const { id: entry, version } = splitEntryRef(parseEntryRef(id));
      return compositeKey('catalogue', [entry, String(version).padStart(6, '0')]);
    }
    case 'declaration':
      return compositeKey('declaration', declarationParts(id));
    case 'custody': {
      const at = id.lastIndexOf('@');
      return compositeKey('custody', [...declarationParts(id.slice(0, at)), id.slice(at + 1)]);
    }
    default:
      return compositeKey(kind, [id]);
  }
}

function declarationParts(id: string): readonly string[] {
  const { declarant, type, discriminator } = splitDeclarationId(parseDeclarationId(id));
  return [declarant, type, discriminator ?? ''];
}
