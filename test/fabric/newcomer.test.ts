import { OnceError, parseJson } from '@onceledger/chaincode/domain';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { audit, parseTrust, type Trust } from '@onceledger/gateway';
import { blocksIn } from '@onceledger/network/blocks';
import { expect } from 'chai';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliSession } from '../support/cli-session.js';
import { json, once } from '../support/cli.js';
import { needsFabric } from '../support/fabric-network.js';
import { flipsOf } from '../support/block-file-flips.js';

const NEWCOMER = fileURLToPath(new URL('../../../docs/guides/examples/newcomer.yaml', import.meta.url));
const ITEM = {
  kind: 'item',
  id: 'register-with-customs',
  version: 1,
  names: { en: 'Registration with customs', zh: '海关备案' },
  body: {
    agency: 'customs',
    subject: ['enterprise'],
    bases: ['request'],
    law: { citation: { en: 'Customs Law, Art. 11', zh: '《海关法》第十一条' } },
    reads: [{ type: 'business-licence', claims: ['name', 'bankAccount'], required: true }],
    asks: [],
    approvedBy: ['market-regulation'],
    confidential: false,
    timeLimitDays: 5,
  },
};
const ONE = fictionalEnterprise(61, 1);
const LICENCE = `business-licence.${ONE.uscc}`;

describe('an organization that joins', function () {
  this.timeout(300_000);
  before(async function () {
    await needsFabric(this, 'joining by command');
  });

  it('collects what was declared before it joined; what it left behind verifies', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'once-newcomer-'));
    const session = new CliSession(path.join(folder, 'home'), folder);
    try {
      await session.run('network up');
      await session.enrol(ONE);
      await session.write('licence.json', ONE.licence);
      await session.ok(`declare business-licence --as ${ONE.uscc} --data licence.json`);
      await session.ok(`attest ${LICENCE} --as market-regulation --register licence.json`);

      expect(JSON.parse((await session.run(`network add-organization ${NEWCOMER}`)).stdout)).to.deep.equal({
        agencies: ['customs'],
        organization: 'customs',
      });
      await session.write('item.yaml', ITEM);
      await session.ok('catalogue file item.yaml');
      await session.ok('catalogue approve register-with-customs --as market-regulation');
      await session.ok('catalogue approve register-with-customs --as government-affairs');
      const { id } = await session.ok(`apply register-with-customs --as ${ONE.uscc}`);
      const read = `read ${LICENCE} --as customs --item register-with-customs --case ${String(id)}`;
      const { claims } = await session.ok(`${read} --claims name,bankAccount`);
      expect(claims).to.deep.equal({ bankAccount: ONE.licence['bankAccount'], name: ONE.name });
      await session.ok(`receipt ${LICENCE} --out receipt.json`);
      expect((await session.ok('verify receipt.json'))['vouchedBy']).to.have.length(6);
      expect((await session.ok('audit'))['findings']).to.deep.equal([]);

      await assertFilesAudit(session);
      const again = await session.run(`network add-organization ${NEWCOMER}`);
      expect(again.code, again.stderr).to.equal(0);
      await session.run('network remove-organization customs');
      expect(await session.refused(`${read} --claims name`)).to.deep.equal(['NOT_FOUND', 66]);
      expect((await session.ok('audit'))['findings']).to.deep.equal([]);
      expect(await session.refused('network remove-organization tax')).to.deep.equal([
        'CONFIGURATION_INVALID',
        78,
      ]);
      expect(await readFile(path.join(session.home, 'consortium.yaml'), 'utf8')).to.not.contain('customs');
    } finally {
      await session.run('network down --purge');
      await rm(folder, { recursive: true, force: true });
    }
  });
});

const FLIPS = 120;

/** A peer's block files alone, with the trust file: they audit as the ledger does, and any changed byte that counts shows. */
async function assertFilesAudit(session: CliSession): Promise<void> {
  const chains = path.join(session.home, 'network/peers/peer0.tax/data/ledgersData/chains/chains/once');
  const copy = path.join(session.folder, 'blocks');
  await cp(chains, copy, { recursive: true });
  await cp(path.join(session.home, 'trust.json'), path.join(session.folder, 'trust.json'));
  const argv = ['audit', '--blocks', 'blocks', '--trust', 'trust.json', '--home', '/nonexistent', '--json'];
  const whole = json(await once(argv, { cwd: session.folder })) as { blocks: number; findings: unknown[] };
  expect(whole.findings).to.deep.equal([]);
  expect(whole.blocks).to.be.greaterThan(30);
  const trust = parseTrust(parseJson(await readFile(path.join(session.folder, 'trust.json'), 'utf8')));
  const bytes = await readFile(path.join(copy, 'blockfile_000000'));
  for (const { changed, counts, what } of flipsOf(bytes, FLIPS))
    expect((await isDetected(changed, trust)) || !counts, what).to.equal(true);
}

async function isDetected(bytes: Buffer, { consortium, ledger }: Trust): Promise<boolean> {
  try {
    const { findings } = await audit({ blocks: asAsync(blocksIn(bytes, 'a copy')), consortium, ledger });
    return findings.length > 0;
  } catch (error) {
    if (error instanceof OnceError && error.code === 'BLOCK_INVALID') return true;
    throw error;
  }
}

async function* asAsync<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
