import { fail } from '@onceledger/chaincode/domain';
import { parseConsortium, type Consortium } from '@onceledger/network';
import { assertHome, layout, readIfThere } from './layout.js';

/** The consortium of a home. HOME_MISSING, HOME_FORMAT, CONFIGURATION_INVALID. */
export async function readHome(home: string): Promise<{ readonly consortium: Consortium }> {
  await assertHome(home);
  const text = await readIfThere(layout(home).consortium);
  if (text === undefined) throw fail('CONFIGURATION_INVALID', 'consortium.yaml is missing');
  return { consortium: parseConsortium(text) };
}
