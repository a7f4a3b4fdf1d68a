import type { EntryId, OrganizationId } from '@onceledger/chaincode/domain';
import type { Context } from './context.js';
import { typeBodyOf } from './declaration-draft.js';

/** Organizations of the custodians of these types, each once. */
export async function custodiansOf(
  { records }: Context,
  types: readonly EntryId[],
): Promise<readonly OrganizationId[]> {
  const organizations = types.map(async (type) => {
    const { custodian } = typeBodyOf((await records.entry(type)).record);
    return (await records.agency(custodian)).record.agency.organization;
  });
  return [...new Set(await Promise.all(organizations))].sort();
}
