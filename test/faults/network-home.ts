import type { JsonValue } from '@onceledger/chaincode/domain';
import { openRuntime } from '@onceledger/cli/runtime';
import { parseTrust, verifyEvidence } from '@onceledger/gateway';
import type { FabricNetwork, Ordering } from '@onceledger/network/fabric';
import { expect } from 'chai';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CliSession } from '../support/cli-session.js';
import { networkOf } from '../support/fabric-network.js';
import { plain } from '../support/licensed.js';

/** A home with a Fabric network of five organizations and three orderers. */
export class NetworkHome {
  readonly session: CliSession;
  readonly network: FabricNetwork;

  private constructor(session: CliSession, network: FabricNetwork) {
    this.session = session;
    this.network = network;
  }

  static async up(ordering: Ordering = 'raft:3'): Promise<NetworkHome> {
    const folder = await mkdtemp(path.join(tmpdir(), 'once-faults-'));
    const session = new CliSession(path.join(folder, 'home'), folder);
    const result = await session.run(`network up --orderers ${ordering}`);
    expect(result.code, result.stderr).to.equal(0);
    return new NetworkHome(session, await networkOf(session.home));
  }

  async remove(): Promise<void> {
    await this.session.run('network down --purge');
    await rm(this.session.folder, { recursive: true, force: true });
  }

  /**
   * Every acknowledged declaration is there and its receipt verifies, and the five gateways, each of which validated what
   * its own organization's peer delivered, agree on every record and found nothing wrong.
   */
  async verify(acknowledged: readonly string[]): Promise<void> {
    const trust = parseTrust(
      JSON.parse(await readFile(path.join(this.session.home, 'trust.json'), 'utf8')) as JsonValue,
    );
    const runtime = await openRuntime({ home: this.session.home });
    try {
      await runtime.settle();
      for (const id of acknowledged)
        await verifyEvidence(plain(await runtime.platform.services.evidence.receipt(id)), trust);
      const height = await runtime.platform.ledger.height();
      for (const { log, organization, readModel } of runtime.gateways) {
        expect(await readModel.findings(), organization).to.deep.equal([]);
        expect(readModel.position(), organization).to.equal(height);
        expect(await log.root(), organization).to.equal(await runtime.platform.log.root());
      }
    } finally {
      await runtime.close();
    }
  }
}
