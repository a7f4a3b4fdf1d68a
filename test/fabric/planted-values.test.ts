import { OnceError } from '@onceledger/chaincode/domain';
import { readTopology, stopProcess, watched, type NetworkPlaces } from '@onceledger/network/fabric';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CliSession } from '../support/cli-session.js';
import { needsFabric } from '../support/fabric-network.js';
import { withRuntime } from '../support/home.js';
import { declareLicence, newVouched, type Vouched } from '../support/licensed.js';
import {
  contributedBy,
  ENTERPRISES,
  filesBelow,
  findings,
  liveThrough,
  plantedIn,
  type Haystack,
} from '../support/planted.js';

describe('private values on a Fabric network', function () {
  this.timeout(240_000);
  let session: CliSession;
  let folder = '';
  before(async function () {
    await needsFabric(this, 'the scan for planted values');
    folder = await mkdtemp(path.join(tmpdir(), 'once-planted-'));
    session = new CliSession(path.join(folder, 'home'), folder);
    await session.ok('network up');
  });
  after(async () => {
    if (folder === '') return;
    await session.run('network down --purge');
    await rm(folder, { recursive: true, force: true });
  });

  it('are in no file of peers, orderers, chaincode, logs and gateways, transient stores included', async () => {
    const { home } = session;
    const { committed, endorsed } = await withRuntime(home, async (runtime) => {
      const all = await liveThrough(runtime);
      const only = await newVouched(runtime, 91, 1, contributedBy(ENTERPRISES + 1));
      await stopOrderers(home);
      const failed = await declareLicence(runtime, only).catch((error: unknown) => error);
      expect((failed as OnceError).code, 'endorsed, and ordered by nobody').to.equal('OUTCOME_UNKNOWN');
      return { committed: all, endorsed: only };
    });
    await session.ok('network down');
    const files = await filesBelow(home);

    const planted = [...committed, endorsed].flatMap(plantedIn);
    expect(new Set(planted).size).to.equal(4 * (ENTERPRISES + 1));
    expect(findings(files, planted)).to.deep.equal([]);
    expectSeen(files, committed, endorsed);
  });
});

async function stopOrderers(home: string): Promise<void> {
  const at = (name: string): string => path.join(home, name);
  const places: NetworkPlaces = {
    ledger: at('ledger'),
    network: at('network'),
    organizations: at('organizations'),
  };
  const { orderers } = await readTopology(places);
  for (const orderer of orderers) await stopProcess(watched(places, orderer), 'SIGKILL');
}

/** What is public is found where it stands, in committed and transient stores: the scan looks into each of those files. */
function expectSeen(files: readonly Haystack[], committed: readonly Vouched[], endorsed: Vouched): void {
  const names = committed.map(({ enterprise }) => enterprise.name);
  for (const place of ['network/orderers/', 'chains', 'stateLeveldb', 'gateway.db'])
    expect(placesOf(files, names, place), `public names in ${place}`).to.not.deep.equal([]);
  const only = [`business-licence.${endorsed.declarant}@1`];
  expect(placesOf(files, only, 'transientstore'), 'endorsed').to.not.deep.equal([]);
  expect(placesOf(files, only, 'pvtdataStore'), 'and never submitted').to.deep.equal([]);
}

const placesOf = (files: readonly Haystack[], values: readonly string[], place: string): string[] =>
  findings(
    files.filter(({ name }) => name.includes(place)),
    values,
  );
