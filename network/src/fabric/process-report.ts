import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { integer, object, parseJson, parseWith, string } from '@onceledger/chaincode/domain';
import { folders } from './places.js';
import type { ChaincodePlace, NetworkPlaces } from './topology.js';

/** What a chaincode process says of itself at its start. */
export interface ProcessReport {
  /** SHA-256 of its code, see `buildDigest`. */
  readonly build: string;
  readonly node: string;
  readonly pid: number;
}

/** The module that makes it. */
export const REPORTER = new URL('./report-process.js', import.meta.url).href;

const parser = object<ProcessReport>({
  build: string({ max: 64 }),
  node: string({ max: 32 }),
  pid: integer(1, 2 ** 31),
});

export function reportFile(places: NetworkPlaces, { name }: ChaincodePlace): string {
  return join(folders(places).chaincode(name), 'process.json');
}

/** Undefined where the process has made none, or is making it. */
export async function findReport(
  places: NetworkPlaces,
  place: ChaincodePlace,
): Promise<ProcessReport | undefined> {
  const text = await readFile(reportFile(places, place), 'utf8').catch(() => '');
  try {
    return parseWith(parser, parseJson(text.trim()), 'CONFIGURATION_INVALID');
  } catch {
    return undefined;
  }
}
