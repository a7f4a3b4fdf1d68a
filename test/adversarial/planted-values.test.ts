import { expect } from 'chai';
import { encodingsOf, ENCODINGS } from '../support/encodings.js';
import { blocksOf, withHome, withRuntime } from '../support/home.js';
import { filesBelow, findings, liveThrough, plantedIn } from '../support/planted.js';

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
