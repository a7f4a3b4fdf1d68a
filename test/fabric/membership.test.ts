import {
  addOrganization,
  folders,
  removeOrganization,
  revokeCertificate,
  type FabricNetwork,
} from '@onceledger/network/fabric';
import { readIdentity } from '@onceledger/network/identity';
import { expect } from 'chai';
import { Clients, type Organization } from '../ledger/suite.js';
import { organizationId } from '../support/channel.js';
import { needsFabric, smallNetwork, underTest } from '../support/fabric-network.js';
import { endorses, Load } from '../support/load.js';
import { refused } from '../support/refused.js';

const DELTA = organizationId('delta');
const delta = DELTA as unknown as Organization;
const BETA = organizationId('beta');
/** Milliseconds within which a revocation must be in effect. */
const EFFECTIVE = 60_000;

describe('members of a network that serves', function () {
  this.timeout(300_000);
  before(async function () {
    await needsFabric(this, 'joining, leaving and revoking');
  });

  let made: Awaited<ReturnType<typeof smallNetwork>>;
  let network: FabricNetwork;
  let load: Load;
  let running: Promise<void>;
  before(async () => {
    made = await smallNetwork();
    network = made.network;
    load = new Load(new Clients(await underTest(made)));
    running = load.run();
    await load.more(5);
  });
  after(async () => {
    load.stop();
    await running;
    await made.remove();
  });
  const clients = async (): Promise<Clients> => new Clients(await underTest({ ...made, network }));

  it('join under load: the newcomer has what was written before, and endorses', async () => {
    const [early] = load.acknowledged;
    const { code } = network.topology.chaincodes[0]!;
    const joining = { code, organization: DELTA, peersEach: 1 };
    network = await addOrganization(network, made.consortium, joining);
    await load.more(5);
    const now = await clients();
    expect(await now.evaluate(delta, 'get', early!)).to.equal(`value of ${early!}`);
    await now.submit(delta, 'put', 'from delta', 'a value');
    expect(await now.evaluate('alpha', 'get', 'from delta')).to.equal('a value');
    expect(await endorses(now, delta, 'beta')).to.equal(true);

    const { topology } = network;
    network = await addOrganization(network, made.consortium, joining);
    expect(network.topology, 'again').to.deep.equal(topology);
  });

  it('are nobody once their certificate is revoked: open streams end, and nothing of theirs is taken', async () => {
    const now = await clients();
    const stream = await (await now.network(delta)).getBlockEvents();
    const ended = endOf(stream);
    const { certificate } = await readIdentity(folders(network.places).client(DELTA), DELTA);
    const start = Date.now();
    const serial = await revokeCertificate(network, { certificate, organization: DELTA });
    expect(serial).to.match(/^[0-9A-F]+$/);
    await ended;
    await refusedSoon(() => now.submit(delta, 'put', 'revoked', 'never'));
    await refusedSoon(() => now.evaluate(delta, 'get', 'revoked'));
    expect(Date.now() - start).to.be.lessThan(EFFECTIVE);
    await load.more(5);

    // Again: the list says so already.
    expect(await revokeCertificate(network, { certificate: serial, organization: DELTA })).to.equal(serial);
    await refused(
      'INPUT_INVALID',
      revokeCertificate(network, { certificate: 'no serial', organization: DELTA }),
    );
    const nobody = organizationId('nobody');
    await refused('NOT_FOUND', revokeCertificate(network, { certificate: serial, organization: nobody }));
  });

  it('leave: nobody counts on them any more, and the others go on', async () => {
    const before = await clients();
    network = await removeOrganization(network, made.consortium, DELTA);
    await load.more(5);
    expect(await endorses(before, delta)).to.equal(false);
    expect(network.topology.peers.map(({ organization }) => organization)).to.deep.equal([
      'alpha',
      'beta',
      'gamma',
    ]);
    await refused('NOT_FOUND', removeOrganization(network, made.consortium, DELTA));
  });

  it('leave collections, too, whose definition changes first', async () => {
    network = await removeOrganization(network, made.consortium, BETA);
    const now = await clients();
    await load.more(5);
    await now.submitPrivate('alpha', ['putPrivate', 'sealed', 'after'], 'beta left', ['alpha', 'gamma']);
    expect(await now.evaluate('alpha', 'getPrivate', 'sealed', 'after')).to.equal('beta left');
    await refused(
      'CONFIGURATION_INVALID',
      removeOrganization(network, made.consortium, organizationId('gamma')),
    );
  });

  it('lose nothing that was acknowledged meanwhile', async () => {
    load.stop();
    await running;
    const now = await clients();
    for (const key of load.acknowledged)
      expect(await now.evaluate('gamma', 'get', key), key).to.equal(`value of ${key}`);
  });
});

/** Resolves when a stream of blocks is ended by the peer, which says that its reader may read no more. */
async function endOf(stream: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const block of stream) if (block === undefined) return;
  } catch (error) {
    expect(said(error)).to.match(/403|FORBIDDEN/u);
    return;
  }
  throw new Error('the stream ended without a word');
}

/** A peer takes the block over in its own time. */
async function refusedSoon(attempt: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + EFFECTIVE;
  for (;;) {
    const error = await attempt().then(
      () => undefined,
      (refusal: unknown) => refusal,
    );
    if (error !== undefined) {
      expect(said(error)).to.match(/access denied/iu);
      return;
    }
    if (Date.now() > until) throw new Error('what the revoked one signs is still taken');
  }
}

/** What an error of the client says, its details included. */
function said(error: unknown): string {
  const { details = [] } = error as { details?: readonly { message?: string }[] };
  return [String(error), String((error as Error).cause), ...details.map(({ message }) => message)].join(' ');
}
