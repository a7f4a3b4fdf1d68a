import {
  agencyActor,
  declarantActor,
  parseAgencyCode,
  parseClaimPath,
  parseEntryId,
} from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { encodingsOf, ENCODINGS } from '../support/encodings.js';
import { blocksOf, withHome, withRuntime } from '../support/home.js';
import { attest, newLicensed, type Licensed } from '../support/licensed.js';

const ENTERPRISES = 5;
const FOREIGN_EXCHANGE = parseAgencyCode('foreign-exchange');
const ITEM = parseEntryId('enter-foreign-exchange-directory');
const PRIVATE = ['legalRepresentative.idNumber', 'contributions', 'bankAccount'].map((name) =>
  parseClaimPath(name),
);

/** Four private values of a licence that are found nowhere else. */
function plantedIn({ enterprise: { licence } }: Licensed): readonly string[] {
  const bank = licence['bankAccount'] as { readonly number: string };
  const [contribution] = licence['contributions'] as readonly { readonly contributor: string }[];
  return [
    licence['legalRepresentative.idNumber'] as string,
    licence['legalRepresentative.telephone'] as string,
    bank.number,
    contribution!.contributor,
  ];
}

/** Declared, attested after a reading, read by another agency: every path that a private claim can take. */
async function liveThrough(runtime: Runtime): Promise<readonly Licensed[]> {
  const all: Licensed[] = [];
  for (let index = 1; index <= ENTERPRISES; index += 1) {
    const licensed = await newLicensed(runtime, 90, index, {
      contributions: [
        { amount: '420000', contributor: `虚构投资人第${String(index)}号之甲`, currency: 'CNY' },
      ],
    });
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

async function filesBelow(folder: string): Promise<{ readonly name: string; readonly bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => path.join(parentPath, name));
  return Promise.all(
    files.map(async (name) => ({ bytes: await readFile(name), name: path.relative(folder, name) })),
  );
}

interface Haystack {
  readonly name: string;
  readonly bytes: Buffer;
}

function findings(haystacks: readonly Haystack[], values: readonly string[]): string[] {
  return values.flatMap((value, index) =>
    Object.entries(encodingsOf(value)).flatMap(([encoding, needle]) =>
      haystacks
        .filter(({ bytes }) => bytes.includes(needle))
        .map(({ name }) => `value ${index} as ${encoding} in ${name}`),
    ),
  );
}

describe('private values that were declared, attested and read', function () {
  this.timeout(180_000);

  it('are on no disk and in no block, in any of ten encodings', () =>
    withHome(async (home) => {
      const { licensed, blocks } = await withRuntime(home, async (runtime) => {
        const all = await liveThrough(runtime);
        return { blocks: await blocksOf(runtime, 0n), licensed: all };
      });
      const haystacks = [
        ...(await filesBelow(home)),
        ...blocks.map(({ bytes }, number) => ({ bytes: Buffer.from(bytes), name: `block ${number}` })),
      ];
      const planted = licensed.flatMap(plantedIn);
      expect(new Set(planted).size).to.equal(20);
      expect(ENCODINGS).to.have.length(10);
      expect(findings(haystacks, planted)).to.deep.equal([]);

      const open = licensed.map(({ enterprise }) => enterprise.name);
      const found = findings(haystacks, open);
      for (const place of ['blocks/', 'state/', 'gateway.db', 'block '])
        expect(
          found.some((line) => line.includes(place)),
          `public names are found in ${place}`,
        ).to.equal(true);
    }));

  it('would be found in each of the ten encodings', () => {
    const value = '虚构投资人0042xyz';
    for (const [encoding, needle] of Object.entries(encodingsOf(value))) {
      const haystack = {
        bytes: Buffer.concat([Buffer.alloc(7, 1), needle, Buffer.alloc(9, 2)]),
        name: encoding,
      };
      expect(findings([haystack], [value]), encoding).to.include(`value 0 as ${encoding} in ${encoding}`);
    }
  });
});
