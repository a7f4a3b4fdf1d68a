import { agencyActor, type AgencyBody, type AgencyCode, type Outcome } from '@onceledger/chaincode/domain';
import type { Committed } from '../ledger/ledger.js';
import type { Context } from './context.js';
import { sign } from './sign.js';

/** What a supervisor says of an agency, new or not: it takes the place of what was said before. */
export async function amendAgency(
  context: Context,
  agency: AgencyBody,
  supervisor: AgencyCode,
): Promise<Committed<Outcome>> {
  const previous = (await context.records.findAgency(agency.code))?.digest;
  const unsigned = { act: 'agency.amend', body: agency, previous, target: agency.code } as const;
  return context.ledger.submit(await sign(context, unsigned, { as: agencyActor(supervisor) }));
}
