import {
  fail,
  parseClaimPath,
  parseEntryId,
  type ClaimPath,
  type EntryId,
  type Fault,
} from '@onceledger/chaincode/domain';
import { parse } from 'yaml';
import { TRANSFORMS, type TransformName } from './transforms.js';

/** How the columns of a register become claims: docs/guides/import.md; an example is cli/data/maps/enterprise-register.yaml. */
export interface ImportMap {
  readonly type: EntryId;
  /** The column that names the declarant. */
  readonly declarant: string;
  /** Cells that mean "absent", beside the empty one. */
  readonly absent: readonly string[];
  readonly columns: ReadonlyMap<string, ColumnRule>;
  /** Columns of the file that are passed over knowingly; any other unknown one is an error. */
  readonly ignored: readonly string[];
}
export interface ColumnRule {
  readonly claim: ClaimPath;
  readonly as: TransformName;
}

const MEMBERS = ['format', 'type', 'declarant', 'absent', 'columns', 'ignored'];

/** Reads a map; every fault with its place. CONFIGURATION_INVALID. */
export function parseImportMap(text: string, file: string): ImportMap {
  const faults: Fault[] = [];
  const value = yaml(text, file);
  for (const name of Object.keys(value)) {
    if (!MEMBERS.includes(name)) faults.push({ path: `/${name}`, problem: 'is not known here' });
  }
  if (value['format'] !== 1) faults.push({ path: '/format', problem: 'must be 1' });
  const map = {
    type: tried(faults, '/type', () => parseEntryId(value['type'])),
    declarant: text1(faults, '/declarant', value['declarant']),
    absent: texts(faults, '/absent', value['absent'] ?? []),
    columns: columnsOf(faults, value['columns']),
    ignored: texts(faults, '/ignored', value['ignored'] ?? []),
  };
  const { type, declarant } = map;
  if (faults.length > 0 || type === undefined || declarant === undefined)
    throw fail('CONFIGURATION_INVALID', { detail: file, faults });
  return { ...map, type, declarant };
}

function yaml(text: string, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw fail('CONFIGURATION_INVALID', { detail: `${file}: not YAML`, cause: error });
  }
  if (!isRecord(value)) throw fail('CONFIGURATION_INVALID', `${file}: not an import map`);
  return value;
}

function columnsOf(faults: Fault[], value: unknown): ReadonlyMap<string, ColumnRule> {
  const columns = new Map<string, ColumnRule>();
  if (!isRecord(value)) faults.push({ path: '/columns', problem: 'must name columns' });
  else
    for (const [column, rule] of Object.entries(value)) {
      const read = columnOf(faults, `/columns/${column}`, rule);
      if (read !== undefined) columns.set(column, read);
    }
  return columns;
}

function columnOf(faults: Fault[], path: string, rule: unknown): ColumnRule | undefined {
  if (!isRecord(rule)) {
    faults.push({ path, problem: 'must have a claim' });
    return undefined;
  }
  const claim = tried(faults, `${path}/claim`, () => parseClaimPath(rule['claim']));
  const as = TRANSFORMS.find((name) => name === (rule['as'] ?? 'text'));
  if (as === undefined)
    faults.push({ path: `${path}/as`, problem: `must be one of ${TRANSFORMS.join(', ')}` });
  return claim === undefined || as === undefined ? undefined : { claim, as };
}

function tried<T>(faults: Fault[], path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch {
    faults.push({ path, problem: 'is not a valid identifier' });
    return undefined;
  }
}

function text1(faults: Fault[], path: string, value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  faults.push({ path, problem: 'must be a text' });
  return undefined;
}

function texts(faults: Fault[], path: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  faults.push({ path, problem: 'must be a list of texts' });
  return [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
