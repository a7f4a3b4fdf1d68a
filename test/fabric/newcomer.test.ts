import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { expect } from 'chai';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliSession } from '../support/cli-session.js';
import { needsFabric } from '../support/fabric-network.js';

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
