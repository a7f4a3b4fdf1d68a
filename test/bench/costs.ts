import { generateKeyPairSync, hash, randomBytes, sign, verify } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What one operation costs on this machine now; microseconds, medians. */
export interface Costs {
  readonly sign: number;
  readonly verify: number;
  readonly hash: number;
  /** SHA-256, a byte more: the three above are of 64 bytes. */
  readonly byte: number;
  /** 64 KiB appended and synced, on the disk that holds the bench's ledgers. */
  readonly sync: number;
}

const ROUNDS = 9;
const LONG = 16_384;

/** Measured between the runs that they are compared with, never once for all: the machine's speed drifts. */
export async function measureCosts(): Promise<Costs> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const message = randomBytes(64);
  const long = randomBytes(LONG);
  const signature = sign('sha256', message, privateKey);
  return {
    sign: medianOf(() => sign('sha256', message, privateKey), 100),
    verify: medianOf(() => verify('sha256', message, publicKey, signature), 100),
    hash: medianOf(() => hash('sha256', message, 'buffer'), 2000),
    byte: medianOf(() => hash('sha256', long, 'buffer'), 200) / LONG,
    sync: await syncCost(),
  };
}

function medianOf(operation: () => unknown, repeats: number): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.hrtime.bigint();
    for (let index = 0; index < repeats; index += 1) operation();
    return Number(process.hrtime.bigint() - start) / 1000 / repeats;
  });
  return median(rounds);
}

async function syncCost(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-bench-sync-'));
  const file = await open(path.join(folder, 'file'), 'w');
  const bytes = randomBytes(65_536);
  const rounds: number[] = [];
  for (let index = 0; index < 30; index += 1) {
    const start = process.hrtime.bigint();
    await file.write(bytes, 0, bytes.length, index * bytes.length);
    await file.datasync();
    rounds.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  await file.close();
  await rm(folder, { recursive: true });
  return median(rounds);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
