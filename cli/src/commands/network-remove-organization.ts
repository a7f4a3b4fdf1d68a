import { parseOrganizationId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { reporter } from './network-up.js';

export const networkRemoveOrganization: CommandSpec = {
  path: ['network', 'remove-organization'],
  summary: 'command.network-remove-organization',
  arguments: [{ name: 'organization', help: 'argument.organization' }],
  run: async (context, given) => {
    const { leaveHome } = await import('../runtime/network-members.js');
    const organization = parseOrganizationId(given.text('organization'));
    await leaveHome({ home: context.home, report: reporter(context) }, organization);
    context.output.result({ organization }, () => context.text('network.left', { organization }));
    return undefined;
  },
};
