import {
  agencyActor,
  OnceError,
  parseAgencyCode,
  parseDeclarantId,
  parseEntryId,
} from '@onceledger/chaincode/domain';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { openRuntime } from '@onceledger/cli/runtime';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadMessage } from './load.js';

const IN_FLIGHT = 8;
const AGENCY = parseAgencyCode('market-regulation');
const LICENCE = parseEntryId('business-licence');

/**
 * Declares public and private claims together until it is told to end, and tells the parent process each acknowledgement as
 * it comes: `node declarer.js HOME SEED`. What a fault refuses, or leaves unknown, is told and not repeated.
 */
async function main(home: string, seed: number): Promise<void> {
  const runtime = await openRuntime({ home });
  const { declarations } = runtime.gatewayOf(AGENCY).services;
  let ended = false;
  process.once('message', () => (ended = true));
  let next = 0;
  const declare = async (): Promise<void> => {
    const { licence, uscc } = fictionalEnterprise(seed, (next += 1));
    const input = { claims: licence, declarant: parseDeclarantId(uscc), type: LICENCE };
    try {
      const { result } = await declarations.declare(input, { as: agencyActor(AGENCY) });
      tell({ event: 'acknowledged', id: result.id });
    } catch (error) {
      tell({ event: 'refused', code: error instanceof OnceError ? error.code : String(error) });
      await pause(100);
    }
  };
  const work = async (): Promise<void> => {
    while (!ended) await declare();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  await runtime.close();
  process.disconnect();
}

function tell(message: LoadMessage): void {
  process.send?.(message);
}

const [home = '', seed = '0'] = process.argv.slice(2);
await main(home, Number(seed));
