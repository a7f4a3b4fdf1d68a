import {
  agencyActor,
  declarantActor,
  parseAgencyCode,
  parseClaimPath,
  parseEntryId,
  type ClaimPath,
  type ReadingId,
} from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import type { Licensed } from './licensed.js';

export const FOREIGN_EXCHANGE = parseAgencyCode('foreign-exchange');
const ITEM = parseEntryId('enter-foreign-exchange-directory');
const NAME = parseClaimPath('name');

/** The declarant's wish to enter the directory: the ground on which the agency reads. */
export async function apply(runtime: Runtime, { declarant }: Licensed): Promise<string> {
  const { wishes } = runtime.platform.services;
  return (await wishes.apply(ITEM, declarant, { as: declarantActor(declarant) })).application;
}

/** Asks for the name on the licence; the agency's own collector does so by itself. */
export const requestName = (runtime: Runtime, licensed: Licensed, application: string): Promise<ReadingId> =>
  requestClaims(runtime, licensed, application, [NAME]);

/** Asks for claims of the licence. */
export function requestClaims(
  runtime: Runtime,
  { declaration }: Licensed,
  application: string,
  claims: readonly ClaimPath[],
): Promise<ReadingId> {
  return runtime.gatewayOf(FOREIGN_EXCHANGE).services.readings.request(
    {
      basis: { application: application as never, kind: 'request' },
      claims,
      declaration,
      purpose: { item: ITEM, kind: 'item' },
    },
    { as: agencyActor(FOREIGN_EXCHANGE) },
  );
}
