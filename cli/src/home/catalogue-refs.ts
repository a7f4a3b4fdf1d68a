import {
  entryRef,
  fail,
  parseEntryId,
  parseEntryRef,
  splitEntryRef,
  type EntryId,
  type EntryRef,
  type EntryStatus,
} from '@onceledger/chaincode/domain';
import type { ReadModel } from '@onceledger/gateway';

/** `<id>` or `<id>@<version>`, as users name a catalogue entry. */
export function entryNamed(text: string): { readonly id: EntryId; readonly version?: number } {
  return text.includes('@') ? splitEntryRef(parseEntryRef(text)) : { id: parseEntryId(text) };
}

/** The version named, or the newest one in that status. NOT_FOUND. */
export async function entryRefNamed(
  readModel: ReadModel,
  text: string,
  status: EntryStatus,
): Promise<EntryRef> {
  const { id, version } = entryNamed(text);
  if (version !== undefined) return entryRef(id, version);
  const versions = (await readModel.entries())
    .filter((record) => record.entry.id === id && record.status === status)
    .map((record) => record.entry.version);
  if (versions.length === 0) throw fail('NOT_FOUND', `no ${status} version of ${id}`);
  return entryRef(id, Math.max(...versions));
}
