import {
  canonicalize,
  fail,
  type AgencyCode,
  type AgencyKey,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import { parseConsortium, type Consortium } from '@onceledger/network';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fillKeys } from '../home/consortium-template.js';
import { layout, readIfThere } from '../home/layout.js';
import { filesOf } from './make-home.js';

/** What a network begins with; organizations, and agencies that joined, come and go later. */
const LASTING = ['agencies', 'blocks', 'channel', 'collections', 'settings'] as const;

interface Asked {
  readonly home: string;
  /** Text of a consortium file; keys that it leaves out are the home's. */
  readonly consortium?: string;
  /** A folder. */
  readonly catalogue?: string;
}

/** A home that exists keeps what it was made with: who gives it something else is told so. @throws HOME_EXISTS */
export async function assertSameHome(existing: Consortium, asked: Asked): Promise<void> {
  const differences = [
    ...(asked.consortium === undefined ? [] : await consortiumDiffers(existing, asked.consortium)),
    ...(asked.catalogue === undefined ? [] : await catalogueDiffers(asked.home, asked.catalogue)),
  ];
  if (differences.length === 0) return;
  throw fail('HOME_EXISTS', `it was made with another ${differences.join(' and ')}`);
}

async function consortiumDiffers(existing: Consortium, text: string): Promise<string[]> {
  const keysOf = (code: AgencyCode): readonly AgencyKey[] =>
    // An agency that the home does not know makes a difference whatever its keys.
    (existing.agencies.find((agency) => agency.code === code) ?? existing.agencies[0])?.keys ?? [];
  const filled = await fillKeys(text, existing.ledger, (_, code) => Promise.resolve(keysOf(code)));
  const asked = parseConsortium(filled);
  const members = LASTING.filter((name) => textOf(asked[name]) !== textOf(existing[name]));
  return members.length === 0 ? [] : [`consortium file (${members.join(', ')})`];
}

/** Parsed from YAML, so JSON already; interfaces lack the index signature that the type wants. */
function textOf(part: unknown): string {
  return canonicalize(part as JsonValue);
}

async function catalogueDiffers(home: string, folder: string): Promise<string[]> {
  const { catalogue } = layout(home);
  const names = await filesOf(folder);
  const same = await Promise.all(
    names.map(async (name) => {
      const [asked, existing] = [path.join(folder, name), path.join(catalogue, name)];
      return (await readFile(asked, 'utf8')) === (await readIfThere(existing));
    }),
  );
  const others = names.filter((_, index) => same[index] !== true);
  return others.length === 0 ? [] : [`catalogue (${others.slice(0, 3).join(', ')})`];
}
