import { OnceError } from '@onceledger/chaincode/domain';
import {
  assertSameLayout,
  belongs,
  parseHosts,
  partOf,
  type AskedLayout,
  type Topology,
} from '@onceledger/network/fabric';
import { expect } from 'chai';
import { organizationId } from '../support/channel.js';

const [TAX, COMMERCE] = [organizationId('tax'), organizationId('commerce')];
const parse = (text: string): unknown => parseHosts(text, [TAX, COMMERCE], 3);

function faultsOf(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    expect(error).to.be.instanceOf(OnceError).and.have.property('code', 'CONFIGURATION_INVALID');
    return (error as OnceError).faults.map(({ path, problem }) => `${path} ${problem}`);
  }
  return expect.fail('admitted');
}

describe('a file of hosts', () => {
  it('says where organizations and orderers are', () => {
    expect(parse('orderers: [a.example, 10.0.0.2]\norganizations: { tax: tax.example }')).to.deep.equal({
      orderers: ['a.example', '10.0.0.2'],
      organizations: { tax: 'tax.example' },
    });
    expect(parse('{}')).to.deep.equal({});
  });

  it('is refused with every fault and its place', () => {
    expect(faultsOf('organizations: { nobody: a.example }')).to.deep.equal([
      '/organizations/nobody is no organization of the consortium',
    ]);
    expect(faultsOf('orderers: [https://a.example, "a b"]\nothers: 1')).to.have.length(3);
    expect(faultsOf('orderers: [a, b, c, d]')).to.deep.equal(['/orderers are more than the network has: 3']);
    expect(faultsOf('[')[0]).to.contain('not YAML');
  });
});

const peer = (organization: string) => ({ name: `peer0.${organization}`, organization, port: 1 });
const chaincode = (organization: string) => ({ name: `chaincode-1.${organization}`, organization, port: 2 });
const WHOLE = {
  chaincodes: [chaincode('tax'), chaincode('commerce')],
  orderers: [
    { name: 'orderer0', port: 3 },
    { name: 'orderer1', port: 4 },
  ],
  peers: [peer('tax'), peer('commerce')],
} as unknown as Topology;

/** Path in a home → who gets it: tax, which runs an orderer; commerce, which runs none. */
const FILES: Readonly<Record<string, readonly ['tax' | '', 'commerce' | '']>> = {
  'consortium.yaml': ['tax', 'commerce'],
  'ledger/connection-profile.json': ['tax', 'commerce'],
  'network/topology.json': ['tax', 'commerce'],
  'network/genesis.block': ['tax', 'commerce'],
  'network/peers/peer0.tax/tls.key': ['tax', ''],
  'network/peers/peer0.tax/tlsca.pem': ['tax', 'commerce'],
  'network/peers/peer0.tax/data/tlsca.pem': ['tax', ''],
  'network/peers/peer0.tax/msp/keystore/key.pem': ['tax', ''],
  'network/chaincode/chaincode-1.tax/package.tar.gz': ['tax', ''],
  'network/orderers/orderer0/tls.key': ['tax', ''],
  'network/orderers/orderer1/tls.key': ['', ''],
  'network/orderers/orderer1/tlsca.pem': ['tax', 'commerce'],
  'network/orderers/admin/tls.key': ['tax', ''],
  'network/orderers/ca/ca.key': ['', ''],
  'network/orderers/ca/tlsca.pem': ['tax', 'commerce'],
  'organizations/tax/gateway.db': ['tax', ''],
  'organizations/tax/keys/agency.json': ['tax', ''],
  'organizations/tax/ca/ca.key': ['tax', ''],
  'organizations/tax/ca/tlsca.key': ['tax', ''],
  'organizations/tax/ca/ca.pem': ['tax', 'commerce'],
  'organizations/commerce/admin/keystore/key.pem': ['', 'commerce'],
};

describe('a part of a network', () => {
  const parts = {
    commerce: partOf(WHOLE, { orderers: [], organization: COMMERCE }),
    tax: partOf(WHOLE, { orderers: ['orderer0'], organization: TAX }),
  };

  it('has its own processes, and knows where the others are', () => {
    const { chaincodes, elsewhere, orderers, peers } = parts.tax;
    expect([chaincodes, orderers, peers].map((places) => places.map(({ name }) => name))).to.deep.equal([
      ['chaincode-1.tax'],
      ['orderer0'],
      ['peer0.tax'],
    ]);
    expect(elsewhere?.orderers.map(({ name }) => name)).to.deep.equal(['orderer1']);
    expect(elsewhere?.peers.map(({ name }) => name)).to.deep.equal(['peer0.commerce']);
  });

  for (const [file, owners] of Object.entries(FILES))
    it(`gets ${file}: ${owners.filter(Boolean).join(', ') || 'nobody'}`, () => {
      const goes = (part: Topology): boolean =>
        // As a copy enters one folder after another.
        file.split('/').every((_, index, all) => belongs(part, all.slice(0, index + 1).join('/')));
      expect(goes(parts.tax), 'tax').to.equal(owners[0] !== '');
      expect(goes(parts.commerce), 'commerce').to.equal(owners[1] !== '');
    });

  it('is of an organization and of orderers that the network has', () => {
    for (const [organization, orderers] of [
      ['nobody', []],
      ['tax', ['orderer7']],
    ] as const)
      expect(() => partOf(WHOLE, { orderers, organization: organizationId(organization) })).to.throw(
        'NOT_FOUND',
      );
  });
});

describe('the layout of a network that exists', () => {
  const whole = {
    ...WHOLE,
    host: '127.0.0.1',
    ordering: 'raft:3',
    orderers: [
      { name: 'orderer0', port: 3 },
      { host: 'b.example', name: 'orderer1', port: 4 },
    ],
  } as unknown as Topology;
  const hosts = { orderers: ['127.0.0.1', 'b.example'] };

  for (const network of [whole, partOf(whole, { orderers: ['orderer1'], organization: TAX })])
    it(`may be asked for again${network === whole ? '' : ', in a part too'}`, () => {
      assertSameLayout(network, {});
      assertSameLayout(network, { host: '127.0.0.1', hosts, ordering: 'raft:3', peersEach: 1 });
    });

  const others: readonly (readonly [asked: AskedLayout, told: string])[] = [
    [{ ordering: 'bft:4' }, 'its orderers are raft:3, not bft:4'],
    [{ peersEach: 2 }, 'tax has 1 peers, not 2; commerce has 1 peers, not 2'],
    [{ host: '10.0.0.1' }, 'its host is 127.0.0.1, not 10.0.0.1'],
    [{ hosts: { orderers: ['127.0.0.1'] } }, 'orderer1 is at b.example, not 127.0.0.1'],
    [
      { hosts: { ...hosts, organizations: { tax: 'tax.example' } } },
      'peer0.tax is at 127.0.0.1, not tax.example',
    ],
  ];
  for (const [asked, told] of others)
    it(`becomes no other: ${told}`, () => {
      expect(() => {
        assertSameLayout(whole, asked);
      })
        .to.throw(OnceError, told)
        .with.property('code', 'HOME_EXISTS');
    });
});
