import type { Contract } from '@hyperledger/fabric-gateway';
import { codeName, decodeBlock, type Block } from '@onceledger/network/blocks';
import { serveNode } from '@onceledger/network/embedded';
import { issueIdentity, issueTlsCertificate, type CertificateAuthority } from '@onceledger/network/identity';
import { expect } from 'chai';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RealPeer, hasProgram } from '../support/real-peer.js';
import { contractOf } from '../support/small-clients.js';
import {
  organizationId,
  smallLedger,
  type SmallLedger,
  type SmallOrganization,
} from '../support/small-ledger.js';

/** Where the channel's configuration says that the orderer is; the peer is told where it is served. */
const CONFIGURED_ORDERER = '127.0.0.1:7050';

describe('an embedded ledger and a real Fabric peer', function () {
  this.timeout(240_000);
  before(function () {
    if (hasProgram('peer')) return;
    console.log('      (no `peer` on the PATH: its following of an embedded ledger is not tested here)');
    this.skip();
  });

  it('agree on every code and commit hash, the peer following the served orderer', async () => {
    const ledger = await smallLedger();
    const directory = await mkdtemp(path.join(tmpdir(), 'once-peer-'));
    const served = await serveNode(ledger.node);
    try {
      await fill(ledger);
      const peer = await startPeer(ledger, directory, served.info.orderer);
      try {
        await peer.join(await blockOf(ledger, 0));
        await submitLater(ledger);
        const height = Number(ledger.node.height());
        await peer.reaches(ledger.consortium.channel, height);
        await compare(ledger, peer, height);
      } finally {
        await peer.stop();
      }
    } finally {
      await served.close();
      await ledger.remove();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

/** Transactions of every kind, and of every fate. */
async function fill(ledger: SmallLedger): Promise<void> {
  const alpha = await contractOf(ledger, 'alpha');
  const beta = await contractOf(ledger, 'beta');
  await alpha.submitTransaction('put', 'a', 'one');
  await alpha.submitTransaction('put', 'b', 'two');
  await beta.submitTransaction('event', 'c', 'named', 'payload');
  await alpha.submitTransaction('remove', 'b');
  await Promise.all(
    Array.from({ length: 30 }, (_, index) => alpha.submitTransaction('put', `many.${index}`, 'x')),
  );
  await alpha.submitTransaction('count', 'many.', 'many/', 'counted');
  await privately(alpha, 'putPrivate', ['sealed', 'key'], ['alpha', 'beta']);
  await privately(beta, 'putPrivate', ['bodies', 'short'], ['beta', 'gamma']);
  await privately(alpha, 'putPrivate', ['_implicit_org_gamma', 'delivery'], ['alpha', 'gamma']);
  await alpha.submitTransaction('purgePrivate', 'sealed', 'key');
  await privately(alpha, 'putPrivate', ['sealed', 'key'], ['alpha', 'beta']);
  await alpha.submitTransaction('removePrivate', 'sealed', 'key');
  await conflicts(alpha);
}

/** MVCC, phantom, too few endorsements, a repeat: in the same block and in later ones. */
async function conflicts(alpha: Contract): Promise<void> {
  const endorsed = (name: string, ...args: string[]) =>
    alpha.newProposal(name, { arguments: args }).endorse();
  const racing = [await endorsed('append', 'race', '1'), await endorsed('append', 'race', '2')];
  const counting = await endorsed('count', 'many.', 'many/', 'counted');
  const inserting = await endorsed('put', 'many.inserted', 'x');
  const [first] = racing;
  const submitted = await Promise.all([...racing, inserting, first!].map((one) => one.submit()));
  await Promise.all(submitted.map((one) => one.getStatus()));
  // Behind what it did not see, in whichever order the others arrived.
  await (await counting.submit()).getStatus();
  await first!.submit();
  const alone = await alpha.submitAsync('put', {
    arguments: ['alone', 'x'],
    endorsingOrganizations: ['alpha'],
  });
  await alone.getStatus();
  const forged = await alpha.submitAsync('putPrivate', {
    arguments: ['_implicit_org_gamma', 'forged'],
    transientData: { value: 'x' },
    endorsingOrganizations: ['alpha', 'beta'],
  });
  await forged.getStatus();
}

/** While the peer follows. */
async function submitLater(ledger: SmallLedger): Promise<void> {
  const gamma = await contractOf(ledger, 'gamma');
  for (const value of ['1', '2', '3']) await gamma.submitTransaction('append', 'later', value);
}

async function privately(
  contract: Contract,
  name: string,
  args: string[],
  endorsingOrganizations: string[],
): Promise<void> {
  await contract.submit(name, {
    arguments: args,
    transientData: { value: 'secret' },
    endorsingOrganizations,
  });
}

async function blockOf(ledger: SmallLedger, number: number): Promise<Uint8Array> {
  const qscc = await contractOf(ledger, 'alpha', 'qscc');
  return qscc.evaluateTransaction('GetBlockByNumber', ledger.consortium.channel, String(number));
}

async function startPeer(ledger: SmallLedger, directory: string, orderer: string): Promise<RealPeer> {
  const authority = await authorityOf(ledger, 'gamma');
  const ordererCa = path.join(ledger.home, 'ledger', 'orderer', 'ca', 'tlsca.pem');
  return RealPeer.start(directory, {
    authority,
    peer: await issueIdentity(authority, 'peer', 'real-peer'),
    admin: await issueIdentity(authority, 'admin', 'admin'),
    tls: await issueTlsCertificate(authority, 'real-peer', ['127.0.0.1', 'localhost']),
    orderers: [{ from: CONFIGURED_ORDERER, to: orderer, caCertsFile: ordererCa }],
  });
}

async function authorityOf(
  ledger: SmallLedger,
  organization: SmallOrganization,
): Promise<CertificateAuthority> {
  const read = (name: string) =>
    readFile(path.join(ledger.home, 'organizations', organization, 'ca', name), 'utf8');
  return {
    organization: organizationId(organization),
    certificate: await read('ca.pem'),
    privateKey: await read('ca.key'),
    tlsCertificate: await read('tlsca.pem'),
    tlsPrivateKey: await read('tlsca.key'),
  };
}

async function compare(ledger: SmallLedger, peer: RealPeer, height: number): Promise<void> {
  const seen = new Set<string>();
  const blocks = await peer.blocks(ledger.consortium.channel, height);
  for (const [number, theirs] of blocks.entries()) {
    const own = decodeBlock(await blockOf(ledger, number));
    expect(namesOf(theirs), `codes of block ${number}`).to.deep.equal(namesOf(own));
    expect(hex(theirs.metadata.commitHash), `commit hash of block ${number}`).to.equal(
      hex(own.metadata.commitHash),
    );
    expect(hex(theirs.hash), `header of block ${number}`).to.equal(hex(own.hash));
    for (const name of namesOf(own)) seen.add(name);
  }
  expect([...seen].sort()).to.deep.equal([
    'DUPLICATE_TXID',
    'ENDORSEMENT_POLICY_FAILURE',
    'MVCC_READ_CONFLICT',
    'PHANTOM_READ_CONFLICT',
    'VALID',
  ]);
}

function namesOf(block: Block): string[] {
  return [...block.metadata.validationCodes].map(codeName);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
