import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  connectionProfile,
  parseConnectionProfile,
  readConnectionProfile,
  type ProfileFacts,
} from '@onceledger/network';
import { folders, writeConnectionProfile, type Topology } from '@onceledger/network/fabric';
import { writeAuthority } from '@onceledger/network/identity';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { material } from '../support/channel.js';
import { withFolder } from '../support/cli.js';
import { refusal } from '../support/refusal.js';
import { refused } from '../support/refused.js';

const require = createRequire(import.meta.url);

interface Tree {
  [name: string]: Tree | string | string[] | undefined;
}

describe('connection profiles', () => {
  let facts: ProfileFacts;
  let tlsRoot: string;
  before(async () => {
    const { authorities } = await material();
    tlsRoot = authorities.tax.tlsCertificate;
    facts = {
      channel: 'once',
      peers: new Map([
        ['tax', [node('peer0.tax', 7051), { ...node('peer1.tax', 7052), serverName: 'peer1' }]],
        ['commerce', [node('peer0.commerce', 7053)]],
      ]),
      orderers: [node('orderer0', 7050)],
    };
  });

  it('are read as they were written, JSON or YAML', () => {
    const read = {
      channels: ['once'],
      organizations: [...facts.peers].map(([name, peers]) => ({
        name,
        mspId: name,
        peers: peers.map((peer) => ({ ...peer, tlsRoot: { pem: tlsRoot } })),
      })),
      orderers: facts.orderers.map((orderer) => ({ ...orderer, tlsRoot: { pem: tlsRoot } })),
    };
    const written = connectionProfile(facts);
    expect(parseConnectionProfile(JSON.stringify(written))).to.deep.equal(read);
    expect(parseConnectionProfile(JSON.stringify(written, undefined, '\t'))).to.deep.equal(read);
    expect(parseConnectionProfile(stringify(written, { aliasDuplicateObjects: false }))).to.deep.equal(read);
  });

  it("are what fabric-network's own reader takes", async () => {
    const load = require('fabric-network/lib/impl/ccp/networkconfig.js') as {
      loadFromConfig(client: unknown, profile: object): Promise<void>;
    };
    const { Client } = require('fabric-common') as {
      Client: new (name: string) => { newEndpoint(options: object): { url: string } };
    };
    const genuine = new Client('test');
    const seen: (string | undefined)[][] = [];
    const connecting = (name: string, mspId?: string) => ({
      name,
      connect: ({ url }: { url: string }) => {
        seen.push([name, mspId, url]);
        return Promise.resolve();
      },
    });
    const channel = { addEndorser: () => undefined, addCommitter: () => undefined };
    const client = {
      newEndpoint: (options: object) => genuine.newEndpoint(options),
      getEndorser: connecting,
      getCommitter: connecting,
      getChannel: () => channel,
    };
    await load.loadFromConfig(client, JSON.parse(JSON.stringify(connectionProfile(facts))) as object);
    expect(seen).to.have.deep.members([
      ['peer0.tax', 'tax', 'grpcs://localhost:7051'],
      ['peer1.tax', 'tax', 'grpcs://localhost:7052'],
      ['peer0.commerce', 'commerce', 'grpcs://localhost:7053'],
      ['orderer0', undefined, 'grpcs://localhost:7050'],
    ]);
  });

  it('of others may name certificate files and hold more than is read', () =>
    withFolder(async (folder) => {
      const profile = altered((tree) => {
        tree['x-type'] = 'hlfv1';
        tree['certificateAuthorities'] = { ca: { url: 'https://localhost:7054' } };
        at(tree, 'peers', 'peer0.tax')['tlsCACerts'] = { path: 'ca.pem' };
        at(tree, 'peers', 'peer1.tax')['grpcOptions'] = { hostnameOverride: 'one', 'grpc.keepalive': '1' };
        at(tree, 'peers', 'peer0.commerce', 'tlsCACerts')['pem'] = [tlsRoot, tlsRoot];
        delete tree['orderers'];
        delete tree['channels'];
      });
      const file = join(folder, 'profile.yaml');
      await writeFile(file, stringify(profile));
      await refused('FILE_UNREADABLE', readConnectionProfile(file));
      await writeFile(join(folder, 'ca.pem'), 'nothing');
      await refused('CONFIGURATION_INVALID', readConnectionProfile(file));
      await writeFile(join(folder, 'ca.pem'), tlsRoot);
      const { organizations, orderers, channels } = await readConnectionProfile(file);
      expect([orderers, channels]).to.deep.equal([[], []]);
      const [tax, commerce] = organizations;
      expect(tax!.peers).to.deep.equal([
        node('peer0.tax', 7051),
        { ...node('peer1.tax', 7052), serverName: 'one' },
      ]);
      expect(commerce!.peers[0]!.tlsRoot).to.equal(`${tlsRoot}\n${tlsRoot}`);
      await refused('FILE_UNREADABLE', readConnectionProfile(join(folder, 'nowhere')));
    }));

  it('are refused with every fault and its path', () => {
    const wrong = altered((tree) => {
      tree['version'] = '2.0';
      at(tree, 'peers', 'peer0.tax')['url'] = 'grpc://localhost:7051';
      at(tree, 'peers', 'peer1.tax', 'tlsCACerts')['pem'] = 'nothing';
      delete at(tree, 'peers', 'peer0.commerce')['tlsCACerts'];
      delete at(tree, 'organizations', 'tax')['mspid'];
    });
    const error = refusal('CONFIGURATION_INVALID', () => parseConnectionProfile(stringify(wrong)));
    expect(error.faults.map(({ path }) => path)).to.deep.equal([
      '/version',
      '/organizations/tax/mspid',
      '/peers/peer0.tax/url',
      '/peers/peer1.tax/tlsCACerts/pem',
      '/peers/peer0.commerce/tlsCACerts',
    ]);
    const stranger = altered((tree) => {
      at(tree, 'organizations', 'tax')['peers'] = ['peer0.tax', 'elsewhere'];
    });
    const second = refusal('CONFIGURATION_INVALID', () => parseConnectionProfile(JSON.stringify(stranger)));
    expect(second.faults).to.deep.equal([
      { path: '/organizations/tax/peers/1', problem: 'names no peer of the profile' },
    ]);
  });

  it('are refused where they are no profile at all', () => {
    for (const text of ['', '[]', 'a: [', 'text', 'a: &x 1\nb: *x', 'peers: {}\norganizations: {}'])
      refusal('CONFIGURATION_INVALID', () => parseConnectionProfile(text), text);
    refusal('JSON_INVALID', () => parseConnectionProfile('{"peers":{},"peers":{}}'));
    refusal('INPUT_TOO_LARGE', () => parseConnectionProfile(`{"a":"${'x'.repeat(5_000_000)}"}`));
  });

  it('of a network come from its topology', () =>
    withFolder(async (folder) => {
      const places = {
        network: join(folder, 'network'),
        ledger: join(folder, 'ledger'),
        organizations: join(folder, 'organizations'),
      };
      const { authorities } = await material();
      await writeAuthority(folders(places).authority('tax'), authorities.tax);
      await writeAuthority(folders(places).ordererAuthority, authorities.orderer);
      const peer = (name: string, port: number) => ({ organization: 'tax', name, port });
      const topology = {
        channel: 'once',
        host: '127.0.0.1',
        peers: [peer('peer0.tax', 17051), peer('peer1.tax', 17052)],
        orderers: [{ name: 'orderer0', port: 17050 }],
      } as unknown as Topology;
      const file = await writeConnectionProfile(places, topology);
      expect(file).to.equal(join(places.ledger, 'connection-profile.json'));
      const { organizations, orderers } = await readConnectionProfile(file);
      expect(organizations).to.deep.equal([
        { name: 'tax', mspId: 'tax', peers: [node('peer0.tax', 17051), node('peer1.tax', 17052)] },
      ]);
      expect(orderers).to.deep.equal([
        { ...node('orderer0', 17050), tlsRoot: authorities.orderer.tlsCertificate },
      ]);
    }));

  it('have the form that the specification shows', async () => {
    const page = await readFile(new URL('../../../docs/spec/connection-profile.md', import.meta.url), 'utf8');
    const shown = /```json\n([\s\S]*?)```/.exec(page)![1]!;
    const { organizations, orderers } = parseConnectionProfile(shown);
    expect(organizations[0]!.peers[0]).to.deep.equal({
      name: 'peer0.tax',
      address: 'localhost:17051',
      tlsRoot: { path: 'tax-ca.pem' },
    });
    expect(orderers[0]!.serverName).to.equal('orderer0');
  });

  function node(name: string, port: number) {
    return { name, address: `localhost:${port}`, tlsRoot };
  }

  function altered(change: (tree: Tree) => void): Tree {
    const tree = JSON.parse(JSON.stringify(connectionProfile(facts))) as Tree;
    change(tree);
    return tree;
  }
});

function at(tree: Tree, ...names: string[]): Tree {
  return names.reduce<Tree>((inner, name) => inner[name] as Tree, tree);
}
