import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { orderingReady } from '@onceledger/network/fabric';
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliSession } from '../support/cli-session.js';
import { jsonError, once as run, type CliResult } from '../support/cli.js';
import { needsFabric, networkOf } from '../support/fabric-network.js';

/** Each is a machine's own address, though all of them are this one's. */
const HOSTS = {
  orderers: ['127.0.0.2', '127.0.0.3', '127.0.0.6'],
  organizations: {
    commerce: '127.0.0.4',
    'foreign-exchange': '127.0.0.5',
    'government-affairs': '127.0.0.6',
    'market-regulation': '127.0.0.2',
    tax: '127.0.0.3',
  },
};
type Organization = keyof typeof HOSTS.organizations;
/** Who runs which orderer, beside its own peer. */
const ORDERERS: Readonly<Partial<Record<Organization, string>>> = {
  'government-affairs': 'orderer2',
  'market-regulation': 'orderer0',
  tax: 'orderer1',
};
const ORGANIZATIONS = Object.keys(HOSTS.organizations) as Organization[];
const NEWCOMER = fileURLToPath(new URL('../../../docs/guides/examples/newcomer.yaml', import.meta.url));
const ONCE = fileURLToPath(new URL('../../../cli/bin/once.js', import.meta.url));
const ONE = fictionalEnterprise(83, 1);
const LICENCE = `business-licence.${ONE.uscc}`;

describe('one organization a machine', function () {
  this.timeout(300_000);
  let staged: CliSession;
  let folder = '';
  const machines = new Map<Organization, CliSession>();
  before(async function () {
    await needsFabric(this, 'a network of several machines');
    folder = await mkdtemp(path.join(tmpdir(), 'once-machines-'));
    staged = new CliSession(path.join(folder, 'staged'), folder);
    await staged.write('hosts.yaml', HOSTS);
    await staged.ok('network up --orderers raft:3 --hosts hosts.yaml');
  });
  after(async () => {
    if (folder === '') return;
    await Promise.all(gateways.map(ended));
    for (const session of [...machines.values(), staged]) await session.run('network down');
    await rm(folder, { recursive: true, force: true });
  });
  const at = (organization: Organization): CliSession => machines.get(organization)!;
  const gateways: ChildProcess[] = [];
  /** Its gateway, as a service of the machine runs it. */
  async function runGateway({ home }: CliSession): Promise<void> {
    const child = spawn(process.execPath, [ONCE, 'network', 'gateway', '--home', home, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    gateways.push(child);
    const [ready] = (await once(child.stdout, 'data')) as [Buffer];
    expect(JSON.parse(ready.toString())).to.deep.equal({ organizations: [path.basename(home)] });
  }

  it('is parted from a network that is down, without a key of anybody else', async () => {
    expect(await staged.refused('network part tax tax')).to.deep.equal(['STATE_CONFLICT', 21]);
    await staged.ok('network down');
    const keys = await privateKeys(staged.home);
    for (const organization of ORGANIZATIONS) {
      const orderer = ORDERERS[organization];
      const { processes } = await staged.ok(
        `network part ${organization} ${organization}${orderer === undefined ? '' : ` --run-orderers ${orderer}`}`,
      );
      const own = [`peer0.${organization}`, `chaincode-1.${organization}`];
      expect(processes).to.deep.equal(orderer === undefined ? own : [orderer, ...own]);
      machines.set(organization, new CliSession(path.join(folder, organization), folder));
    }
    const held = await Promise.all(ORGANIZATIONS.map((id) => privateKeys(at(id).home)));
    for (const [index, organization] of ORGANIZATIONS.entries())
      for (const [other, theirs] of held.entries()) {
        const own = new Set(held[index]);
        const shared = [...theirs].filter((key) => own.has(key));
        // Who runs orderers has the two keys of their administration.
        const both = [organization, ORGANIZATIONS[other]!].every((id) => ORDERERS[id] !== undefined);
        if (other !== index) expect(shared.length, organization).to.equal(both ? 2 : 0);
      }
    const all = new Set(held.flatMap((some) => [...some]));
    expect([...keys].filter((key) => !all.has(key)).length, 'those of the orderers’ authority').to.equal(2);
    expect(await staged.refused('network part nobody nobody')).to.deep.equal(['NOT_FOUND', 66]);
  });

  it('serves: what is declared on one is collected on another, and each audits by itself', async () => {
    await Promise.all(ORGANIZATIONS.map((organization) => at(organization).ok('network up')));
    // Each looks after its own: that the orderers of three machines have found each other nobody has waited for.
    await orderingReady(await networkOf(staged.home));
    await Promise.all(ORGANIZATIONS.map((organization) => runGateway(at(organization))));
    const [platform, registrar, reader] = [
      at('government-affairs'),
      at('market-regulation'),
      at('foreign-exchange'),
    ];
    await platform.ok(`declarant enrol --uscc ${ONE.uscc} --name ${ONE.name} --out request.json`);
    await registrar.ok('declarant vouch request.json --as market-regulation');
    await platform.write('licence.json', ONE.licence);
    await seenBy(platform, `declarant show ${ONE.uscc}`);
    await platform.ok(`declare business-licence --as ${ONE.uscc} --data licence.json`);
    await seenBy(registrar, `declaration show ${LICENCE}`);
    await registrar.ok(`attest ${LICENCE} --as market-regulation --register licence.json`);
    const { id } = await platform.ok(`apply enter-foreign-exchange-directory --as ${ONE.uscc}`);
    const item = `--item enter-foreign-exchange-directory --case ${String(id)}`;
    await seenBy(reader, `declaration show ${LICENCE}`);
    const { claims } = await reader.ok(`read ${LICENCE} --as foreign-exchange ${item} --claims name`);
    expect(claims).to.deep.equal({ name: ONE.name });
    for (const organization of ORGANIZATIONS)
      expect((await at(organization).ok('audit'))['findings'], organization).to.deep.equal([]);
  });

  it('goes over to a new version of the chaincode machine by machine: who completes the majority commits', async () => {
    const inEffect: unknown[] = [];
    for (const organization of ORGANIZATIONS.slice(0, 4))
      inEffect.push((await at(organization).ok('network deploy --chaincode-version 2'))['inEffect']);
    expect(inEffect).to.deep.equal([false, false, true, true]);
    const registration = {
      authority: '样本税务所',
      code: ONE.uscc,
      registeredOn: '2026-03-01',
      taxpayerKind: 'general',
    };
    await staged.write('registration.json', registration);
    // Who has not gone over endorses nothing: others do, once gossip has told its peer who they are.
    const declare = 'declare tax-registration --as tax --data registration.json';
    await seenBy(at('tax'), `${declare} --declarant ${ONE.uscc}`);
    await seenBy(at('government-affairs'), `declaration show tax-registration.${ONE.uscc}`);
    const behind = await doctor(at('tax'));
    expect(behind.code).to.equal(78);
    expect(jsonError(behind).detail).to.contain('tax has version 1, in effect is 2: deploy it');
    expect(await at('tax').ok('network deploy --chaincode-version 2')).to.include({ inEffect: true });
  });

  it('knows its own processes, and leaves changes of the channel to who has the keys', async () => {
    const session = at('tax');
    const running = (await session.ok('network status')) as unknown as readonly { readonly name: string }[];
    expect(running.map(({ name }) => name)).to.deep.equal(['orderer1', 'peer0.tax', 'chaincode-2.tax']);
    expect(await session.refused(`network add-organization ${NEWCOMER}`)).to.deep.equal(['KEY_MISSING', 78]);
    const { code, stdout } = await doctor(session);
    expect(code, stdout).to.equal(0);
  });
});

function doctor({ home }: CliSession): Promise<CliResult> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined));
  return run(['network', 'doctor', '--home', home, '--json'], { env: env as Record<string, string> });
}

/** Told to end, as a service is, and gone. */
async function ended(gateway: ChildProcess): Promise<void> {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return;
  const gone = once(gateway, 'close');
  gateway.kill();
  await gone;
}

/** Peers take a block each in its own moment: what was committed through one is a little later at another. Until it succeeds. */
async function seenBy(session: CliSession, command: string): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const { code, stderr } = await session.run(command);
    if (code === 0) return;
    expect(Date.now(), stderr).to.be.lessThan(until);
  }
}

/** Every private key below a folder, by what it is: its scalar, however it is written. */
async function privateKeys(home: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    // Databases hold records; their temporary files can end meanwhile.
    if (!entry.isFile() || file.includes('/data/') || entry.name.includes('.db')) continue;
    for (const key of keysIn(await readFile(file, 'utf8'))) found.add(key);
  }
  return found;
}

function keysIn(text: string): string[] {
  const pem =
    text.replaceAll('\\n', '\n').match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g) ?? [];
  const scalars = pem.map((one) => createPrivateKey(one).export({ format: 'jwk' }).d ?? '');
  return [...scalars, ...[...text.matchAll(/"d":\s*"([A-Za-z0-9_-]{43})"/g)].map(([, d]) => d ?? '')];
}
