import { agencyActor, parseAgencyCode, parseDeclarantId, parseEntryId } from '@onceledger/chaincode/domain';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { openRuntime } from '@onceledger/cli/runtime';
import type { DeclarerMessage } from '../support/kill-runs.js';

const IN_FLIGHT = 8;
const MARKET_REGULATION = parseAgencyCode('market-regulation');
const LICENCE = parseEntryId('business-licence');

/**
 * Declares without end, public and private claims together, and tells the parent process each acknowledgement as it comes:
 * `node declarer.js HOME SEED`. It is meant to be killed.
 */
async function main(home: string, seed: number): Promise<void> {
  const runtime = await openRuntime({ home });
  const { declarations } = runtime.gatewayOf(MARKET_REGULATION).services;
  tell({ event: 'ready' });
  let next = 0;
  const declare = async (): Promise<void> => {
    for (;;) {
      const { licence, uscc } = fictionalEnterprise(seed, (next += 1));
      const input = { claims: licence, declarant: parseDeclarantId(uscc), type: LICENCE };
      const { result } = await declarations.declare(input, { as: agencyActor(MARKET_REGULATION) });
      tell({ event: 'acknowledged', id: result.id });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, declare));
}

function tell(message: DeclarerMessage): void {
  process.send?.(message);
}

const [home = '', seed = '0'] = process.argv.slice(2);
await main(home, Number(seed));
