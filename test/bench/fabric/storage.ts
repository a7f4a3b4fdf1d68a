import { folders } from '@onceledger/network/fabric';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Measured } from '../report.js';
import type { BenchNetwork } from './network.js';
import { newVariants, type VariantName } from './variants.js';

const VARIANTS: Readonly<Partial<Record<VariantName, string>>> = {
  public: 'a public declaration',
  private: 'a private declaration',
  batches: 'a public declaration, 50 a transaction',
};
/** Declarations of each kind: LevelDB allocates in steps, which so many of them make small. */
const DECLARATIONS = 6000;

/** Bytes that a declaration takes on the disk of a peer and of an orderer. */
export async function benchStorage(bench: BenchNetwork): Promise<readonly Measured[]> {
  const variants = await newVariants(bench);
  const measured: Measured[] = [];
  try {
    for (const { name, prepare } of variants.all) {
      const what = VARIANTS[name];
      if (what === undefined) continue;
      const before = await sizesOf(bench);
      await (
        await prepare(DECLARATIONS)
      )();
      const after = await sizesOf(bench);
      for (const [place, size] of after)
        measured.push({
          name: `${what}: ${place}`,
          unit: 'B',
          value: (size - (before.get(place) ?? 0)) / DECLARATIONS,
        });
    }
  } finally {
    await variants.close();
  }
  return measured;
}

/** A peer's stores by their names on the disk, and the orderer's. */
async function sizesOf({
  network: { places, topology },
}: BenchNetwork): Promise<ReadonlyMap<string, number>> {
  const at = folders(places);
  const ledgers = path.join(at.peer(topology.peers[0]!.name), 'data', 'ledgersData');
  const sizes = new Map<string, number>();
  for (const store of ['chains', 'stateLeveldb', 'historyLeveldb', 'pvtdataStore'])
    sizes.set(`peer, ${store}`, await sizeOf(path.join(ledgers, store)));
  sizes.set('orderer', await sizeOf(path.join(at.orderer(topology.orderers[0]!.name), 'data')));
  return sizes;
}

/** Bytes used, not apparent length: write-ahead logs are allocated before they are filled. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // A store may compact meanwhile.
    const facts = await stat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
    bytes += (facts?.blocks ?? 0) * 512;
  }
  return bytes;
}
