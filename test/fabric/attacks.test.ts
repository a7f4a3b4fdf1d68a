import { startAttackedNetwork, type AttackedNetwork } from '../support/attacked-network.js';
import { needsFabric } from '../support/fabric-network.js';
import { modifiedChaincode } from './attacks/modified-chaincode.js';
import { otherChannel } from './attacks/other-channel.js';
import { readings } from './attacks/readings.js';
import { refusals } from './attacks/refusals.js';
import { replays } from './attacks/replays.js';
import { strangers } from './attacks/strangers.js';

/** One network for all; each attack is made on records of its own. */
describe('attacks on a Fabric network', function () {
  this.timeout(240_000);
  let attacked: AttackedNetwork | undefined;
  before(async function () {
    await needsFabric(this, 'attacks on it');
    attacked = await startAttackedNetwork();
  });
  after(() => attacked?.close());

  for (const suite of [modifiedChaincode, strangers, replays, otherChannel, readings, refusals])
    suite(() => attacked!);
});
