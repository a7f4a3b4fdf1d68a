import { fail, parseOrganizationId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { readText } from '../input/files.js';
import { reporter } from './network-up.js';

export const networkRevoke: CommandSpec = {
  path: ['network', 'revoke'],
  summary: 'command.network-revoke',
  arguments: [{ name: 'organization', help: 'argument.organization' }],
  options: [
    { flags: '--serial <number>', help: 'option.serial' },
    { flags: '--certificate <file>', help: 'option.certificate' },
  ],
  run: async (context, given) => {
    const { revokeInHome } = await import('../runtime/network-members.js');
    const organization = parseOrganizationId(given.text('organization'));
    const [number, file] = [given.find('serial'), given.find('certificate')];
    const certificate = file === undefined ? number : await readText(context.io, file);
    if (certificate === undefined || (number !== undefined && file !== undefined))
      throw fail('USAGE', 'one of --serial and --certificate');
    const options = { home: context.home, report: reporter(context) };
    const serial = await revokeInHome(options, organization, certificate);
    context.output.result({ organization, serial }, () =>
      context.text('network.revoked', { organization, serial }),
    );
    return undefined;
  },
};
