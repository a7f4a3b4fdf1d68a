import { findBinaries } from '@onceledger/network/fabric';
import { ledgerSuite } from '../ledger/suite.js';
import { smallNetwork, underTest } from '../support/fabric-network.js';

const found = await findBinaries().catch(() => undefined);
if (found === undefined)
  console.log("(Fabric's programs are not on the PATH: the ledger suite is not run on Fabric)");
else
  for (const transport of ['gateway', 'network'] as const)
    ledgerSuite(`Fabric ${found.version}, transport: ${transport}`, async () =>
      underTest(await smallNetwork(), transport),
    );
