import { parseOrganizationId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { ORGANIZATION, printIdentity, ROLE, roleFrom } from './network-enrol.js';

export const networkRenew: CommandSpec = {
  path: ['network', 'renew'],
  summary: 'command.network-renew',
  arguments: [ORGANIZATION],
  options: [ROLE],
  run: async (context, given) => {
    const { renewInHome } = await import('../home/identities.js');
    const organization = parseOrganizationId(given.text('organization'));
    const identity = await renewInHome(context.home, organization, roleFrom(given));
    await printIdentity(context, 'network.renewed', identity);
    return undefined;
  },
};
