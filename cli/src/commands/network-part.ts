import { parseOrganizationId } from '@onceledger/chaincode/domain';
import path from 'node:path';
import type { CommandSpec } from '../command.js';

export const networkPart: CommandSpec = {
  path: ['network', 'part'],
  summary: 'command.network-part',
  arguments: [
    { name: 'organization', help: 'argument.organization' },
    { name: 'folder', help: 'argument.part' },
  ],
  options: [{ flags: '--run-orderers <list>', help: 'option.run-orderers' }],
  run: async (context, given) => {
    const { partHome } = await import('../runtime/network-part.js');
    const folder = path.resolve(context.io.cwd, given.text('folder'));
    const organization = parseOrganizationId(given.text('organization'));
    const orderers = given.find('runOrderers') === undefined ? [] : given.list('runOrderers');
    const processes = await partHome({ folder, home: context.home, orderers, organization });
    context.output.result({ folder, organization, processes: [...processes] }, () =>
      context.text('network.parted', { folder, organization, processes: processes.join(', ') }),
    );
    return undefined;
  },
};
