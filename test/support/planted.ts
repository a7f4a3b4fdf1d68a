import {
  agencyActor,
  declarantActor,
  parseAgencyCode,
  parseClaimPath,
  parseEntryId,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { encodingsOf } from './encodings.js';
import { attest, newLicensed, type Licensed, type Vouched } from './licensed.js';

export const ENTERPRISES = 5;
const FOREIGN_EXCHANGE = parseAgencyCode('foreign-exchange');
const ITEM = parseEntryId('enter-foreign-exchange-directory');
const PRIVATE = ['legalRepresentative.idNumber', 'contributions', 'bankAccount'].map((name) =>
  parseClaimPath(name),
);

/** Four private values of a licence that are found nowhere else. */
export function plantedIn({ enterprise: { licence } }: Vouched): readonly string[] {
  const bank = licence['bankAccount'] as { readonly number: string };
  const [contribution] = licence['contributions'] as readonly { readonly contributor: string }[];
  return [
    licence['legalRepresentative.idNumber'] as string,
    licence['legalRepresentative.telephone'] as string,
    bank.number,
    contribution!.contributor,
  ];
}

/** A claim whose value is found nowhere else, too. */
export const contributedBy = (index: number): JsonObject => ({
  contributions: [{ amount: '420000', contributor: `虚构投资人第${String(index)}号之甲`, currency: 'CNY' }],
});

/** Declared, attested after a reading, read by another agency: every path that a private claim can take. */
export async function liveThrough(runtime: Runtime): Promise<readonly Licensed[]> {
  const all: Licensed[] = [];
  for (let index = 1; index <= ENTERPRISES; index += 1) {
    const licensed = await newLicensed(runtime, 90, index, contributedBy(index));
    await attest(runtime, licensed);
    const { wishes } = runtime.platform.services;
    const { application } = await wishes.apply(ITEM, licensed.declarant, {
      as: declarantActor(licensed.declarant),
    });
    const collected = await runtime.gatewayOf(FOREIGN_EXCHANGE).services.readings.read(
      {
        basis: { application, kind: 'request' },
        claims: PRIVATE,
        declaration: licensed.declaration,
        purpose: { item: ITEM, kind: 'item' },
      },
      { as: agencyActor(FOREIGN_EXCHANGE) },
    );
    expect(Object.keys(collected.claims), 'the private claims were read').to.have.length(3);
    all.push(licensed);
  }
  await runtime.settle();
  return all;
}

export async function filesBelow(folder: string): Promise<Haystack[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => path.join(parentPath, name));
  return Promise.all(
    files.map(async (name) => ({ bytes: await readFile(name), name: path.relative(folder, name) })),
  );
}

export interface Haystack {
  readonly name: string;
  readonly bytes: Buffer;
}

export function findings(haystacks: readonly Haystack[], values: readonly string[]): string[] {
  return values.flatMap((value, index) =>
    Object.entries(encodingsOf(value)).flatMap(([encoding, needle]) =>
      haystacks
        .filter(({ bytes }) => bytes.includes(needle))
        .map(({ name }) => `value ${index} as ${encoding} in ${name}`),
    ),
  );
}
