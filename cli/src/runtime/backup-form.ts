import {
  canonicalize,
  fail,
  object,
  oneOf,
  parsedBy,
  parseJson,
  parseLedgerId,
  parseTimestamp,
  parseWith,
  string,
  type LedgerId,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import { copyDatabase } from '@onceledger/gateway';
import type { Topology } from '@onceledger/network/fabric';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { copyHashed, filesBelow, hashOf } from '../home/copies.js';
import { readSums, writeSums, type Sums } from '../home/sums.js';

/** What a folder made by `once network backup` is of; docs/guides/fabric.md. */
export interface BackupFacts {
  readonly format: 1;
  readonly kind: 'network' | 'custody';
  readonly ledger: LedgerId;
  readonly createdAt: Timestamp;
  /** Where the product's own chaincode stood: elsewhere it stands elsewhere. */
  readonly code: string;
}

const FACTS = 'backup.json';
const HOME = 'home';
const DATABASE = 'gateway.db';

const parser = object<BackupFacts>({
  format: oneOf(1),
  kind: oneOf('network', 'custody'),
  ledger: parsedBy(parseLedgerId),
  createdAt: parsedBy(parseTimestamp),
  code: string({ max: 4096 }),
});

/** Whether it belongs to a custodian's keys per declarant: destroying one must erase, whatever backups there are. */
export function isCustody(at: string): boolean {
  return /^organizations\/[^/]+\/custody(\/|$)/.test(at);
}

/** What a copy of a home has no use for, and what is copied while its process does not run. */
export function isLeftOut(at: string, { peers, orderers }: Topology): boolean {
  const nodes = [
    ...peers.map(({ name }) => `network/peers/${name}`),
    ...orderers.map(({ name }) => `network/orderers/${name}`),
  ];
  return isCustody(at) || nodes.includes(at) || isPassing(at);
}

const PASSING = ['network/logs', 'ledger/lock', 'ledger/pid', 'ledger/server.json'];

/** Of a process that runs: what it prints, its lock, halves of files, and what a database has beside itself while it is open. */
export function isPassing(at: string): boolean {
  return PASSING.includes(at) || /(\.(part|former|tmp)|gateway\.db-(wal|shm))$/.test(at);
}

/** A backup that is being written. */
export class NewBackup {
  readonly #home: string;
  readonly #folder: string;
  readonly #sums = new Map<string, string>();

  constructor(home: string, folder: string) {
    this.#home = home;
    this.#folder = folder;
  }

  /** The files below a folder of the home, or of all of it. */
  async add(folder: string, skip?: (at: string) => boolean): Promise<void> {
    const below = path.relative(this.#home, folder).split(path.sep);
    for (const file of await filesBelow(folder, skip)) {
      const at = path.posix.join(HOME, ...below, file);
      this.#sums.set(at, await copyOne(path.join(folder, file), path.join(this.#folder, at)));
    }
  }

  /** @returns number of files, and the SHA-256 of the manifest */
  async finish(facts: BackupFacts): Promise<{ readonly files: number; readonly sha256: string }> {
    const text = `${canonicalize({ ...facts })}\n`;
    await writeFile(path.join(this.#folder, FACTS), text, { mode: 0o600, flag: 'wx' });
    this.#sums.set(FACTS, createHash('sha256').update(text).digest('hex'));
    return { files: this.#sums.size, sha256: await writeSums(this.#folder, this.#sums) };
  }
}

/** A database may still be open, or about to be closed by whoever had the home before: its own way of copying is safe then. */
export async function copyOne(from: string, to: string): Promise<string> {
  if (path.basename(from) !== DATABASE) return copyHashed(from, to);
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  await copyDatabase(from, to);
  return hashOf(to);
}

/** A backup that is there; nothing but its manifest has been looked at. */
export interface FoundBackup {
  readonly facts: BackupFacts;
  readonly sums: Sums;
  readonly folder: string;
}

/** FILE_UNREADABLE, STORAGE_DAMAGED, CONFIGURATION_INVALID where it is a backup of something else. */
export async function readBackup(
  folder: string,
  kind: BackupFacts['kind'],
  digest?: string,
): Promise<FoundBackup> {
  const sums = await readSums(folder, digest);
  const text = await readFile(path.join(folder, FACTS), 'utf8').catch(() => '');
  if (createHash('sha256').update(text).digest('hex') !== sums.get(FACTS))
    throw fail('STORAGE_DAMAGED', path.join(folder, FACTS));
  const facts = parseWith(parser, parseJson(text.trim()), 'CONFIGURATION_INVALID');
  if (facts.kind !== kind) throw fail('CONFIGURATION_INVALID', `${folder} is a backup of kind ${facts.kind}`);
  return { facts, sums, folder };
}

/** Copies every file of the home to a new one; each must be as it was written. STORAGE_DAMAGED naming the first that is not. */
export async function copyBack({ folder, sums }: FoundBackup, home: string): Promise<number> {
  const files = [...sums].filter(([file]) => file.startsWith(`${HOME}/`));
  for (const [file, digest] of files) {
    const from = path.join(folder, file);
    const found = await copyHashed(from, path.join(home, path.posix.relative(HOME, file)));
    if (found !== digest) throw fail('STORAGE_DAMAGED', from);
  }
  return files.length;
}
