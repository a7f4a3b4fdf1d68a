import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { DEFAULT_CATALOGUE, DEFAULT_CONSORTIUM } from '@onceledger/cli/home';
import { expect } from 'chai';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json, once, type CliResult } from '../support/cli.js';
import { CliSession } from '../support/cli-session.js';
import { needsFabric } from '../support/fabric-network.js';

const ONE = fictionalEnterprise(31, 1);
const TWO = fictionalEnterprise(31, 2);
const licenceOf = ({ uscc }: { readonly uscc: string }): string => `business-licence.${uscc}`;

/** One network of five organizations with two peers each, taken through what its operators do, in this order. */
describe('once network', function () {
  this.timeout(240_000);
  let session: CliSession;
  let folder = '';
  before(async function () {
    await needsFabric(this, 'once network');
    folder = await mkdtemp(path.join(tmpdir(), 'once-operations-'));
    session = new CliSession(path.join(folder, 'home'), folder);
  });
  after(async () => {
    if (folder === '') return;
    await session.run('network down --purge');
    await rm(folder, { recursive: true, force: true });
  });

  it('comes up from nothing, and a second time changes nothing', async () => {
    const up = await session.ok('network up --peers 2');
    expect(up).to.include({ organizations: 5, agencies: 11, entries: 35 });
    expect(await session.ok('network up')).to.include({ ledger: up['ledger'], entries: 0 });
    await session.ok(`network up --consortium ${DEFAULT_CONSORTIUM} --catalogue ${DEFAULT_CATALOGUE}`);
    const consortium = await readFile(DEFAULT_CONSORTIUM, 'utf8');
    await session.write('other.yaml', consortium.replace('deliveryHours: 72', 'deliveryHours: 73'));
    await cp(DEFAULT_CATALOGUE, path.join(folder, 'other'), { recursive: true });
    await session.write('other/one-more.yaml', 'id: one-more');
    for (const asked of ['--orderers raft:3', '--consortium other.yaml', '--catalogue other'])
      expect((await session.refused(`network up ${asked}`))[0], asked).to.equal('HOME_EXISTS');
    const processes = (await session.ok('network status')) as unknown as { kind: string; pid?: number }[];
    expect(processes.map(({ kind }) => kind).sort()).to.deep.equal(
      [...Array<string>(5).fill('chaincode'), 'orderer', ...Array<string>(10).fill('peer')].sort(),
    );
    expect(processes.every(({ pid }) => pid !== undefined)).to.equal(true);
  });

  it('takes a new version of the chaincode', async () => {
    const deployed = await session.ok('network deploy --chaincode-version 2');
    expect(deployed).to.include({ inEffect: true, version: '2' });
    expect(deployed['processes']).to.have.length(5);
  });

  it('is in order, as its doctor says: every chaincode process runs the same build on this Node', async () => {
    const doctor = await withTools('network', 'doctor');
    expect(doctor.stderr).to.equal('');
    const found = json(doctor) as { check: string; detail: string }[];
    const builds = found.filter(({ check }) => check === 'chaincode').map(({ detail }) => detail);
    expect(builds).to.have.length(5);
    expect(new Set(builds)).to.have.property('size', 1);
    expect(builds[0]).to.contain(`Node ${process.versions.node}`);
    const definitions = found.filter(({ check }) => check === 'definition').map(({ detail }) => detail);
    expect(definitions).to.have.length(5);
    for (const detail of definitions) expect(detail).to.match(/ has version (.+); in effect is \1$/);
  });

  it('goes down, and comes up again with what it had', async () => {
    const height = await heightOf();
    await session.ok('network down');
    expect((await session.run('network status')).code).to.equal(69);
    await session.ok('network up');
    expect(await heightOf()).to.equal(height);
  });

  it('is reached through fabric-network where its consortium.yaml says so', async () => {
    const file = path.join(session.home, 'consortium.yaml');
    const text = await readFile(file, 'utf8');
    const enterprise = fictionalEnterprise(31, 3);
    await writeFile(file, `${text.replace(/^transport: .*\n/m, '')}transport: network\n`);
    await declareAs(enterprise);
    const attest = `attest ${licenceOf(enterprise)} --as market-regulation --register licence.json`;
    expect(await session.ok(attest)).to.include({ status: 'attested' });
    await writeFile(file, text);
  });

  it('has all of a backup that was made while it ran, after everything was destroyed', async () => {
    await declareAs(ONE);
    await session.ok(`receipt ${licenceOf(ONE)} --out receipt.json`);
    const backup = await withTools('network', 'backup', 'copy', '--custody', 'keys');
    expect(backup.stderr).to.equal('');
    const { sha256 } = json(backup) as { sha256: string };
    await declareAs(TWO);
    await session.ok('network down --purge');

    await session.ok(`network restore copy --custody keys --sha256 ${sha256}`);
    await session.ok('network up');
    expect(await session.ok('verify receipt.json')).to.include({ id: licenceOf(ONE) });
    expect(await session.refused(`declaration show ${licenceOf(TWO)} --as tax`)).to.deep.equal([
      'NOT_FOUND',
      66,
    ]);
    const attest = `attest ${licenceOf(ONE)} --as market-regulation --register licence.json`;
    await session.write('licence.json', ONE.licence);
    expect(await session.ok(attest)).to.include({ status: 'attested' });
    await declareAs(TWO);
    expect(await session.ok('audit')).to.deep.include({ findings: [] });
  });

  async function declareAs(enterprise: typeof ONE): Promise<void> {
    await session.enrol(enterprise);
    await session.write('licence.json', enterprise.licence);
    await session.ok(`declare business-licence --as ${enterprise.uscc} --data licence.json`);
  }

  async function heightOf(): Promise<number> {
    return (await session.ok('ledger status'))['height'] as number;
  }

  /** With the settings by which Fabric's programs are found. */
  function withTools(...words: string[]): Promise<CliResult> {
    const { PATH = '', FABRIC_BIN } = process.env;
    const env = FABRIC_BIN === undefined ? { PATH } : { PATH, FABRIC_BIN };
    return once([...words, '--home', session.home, '--json'], { cwd: folder, env });
  }
});

describe('once network without one', () => {
  it('says what is missing', async () => {
    const result = await once(['network', 'status', '--home', path.join(tmpdir(), 'none'), '--json']);
    expect(result.code).to.equal(78);
    expect(result.stderr).to.contain('NETWORK_MISSING');
  });
});
