import { fail, parseOrganizationId } from '@onceledger/chaincode/domain';
import path from 'node:path';
import type { CommandSpec } from '../command.js';
import { reporter } from './network-up.js';

/** As `_lifecycle` admits it, and short enough for a folder's name. */
const VERSION = /^[A-Za-z0-9_.+-]{1,32}$/;

export const networkDeploy: CommandSpec = {
  path: ['network', 'deploy'],
  summary: 'command.network-deploy',
  options: [
    { flags: '--chaincode-version <version>', help: 'option.chaincode-version', required: true },
    { flags: '--code <folder>', help: 'option.code' },
    { flags: '--organizations <list>', help: 'option.deploy-organizations' },
  ],
  run: async (context, given) => {
    const version = given.text('chaincodeVersion');
    if (!VERSION.test(version)) throw fail('USAGE', 'a version has 1 to 32 letters, digits and _ . + -');
    const { deployToHome } = await import('../runtime/network-deploy.js');
    const code = given.find('code');
    const some = given.find('organizations') !== undefined;
    const { inEffect, processes } = await deployToHome({
      home: context.home,
      version,
      report: reporter(context),
      ...(code === undefined ? {} : { code: path.resolve(context.io.cwd, code) }),
      ...(some ? { organizations: given.list('organizations').map((id) => parseOrganizationId(id)) } : {}),
    });
    context.output.result({ inEffect, processes: [...processes], version }, () =>
      context.text(inEffect ? 'network.deployed' : 'network.approved', { version }),
    );
    return undefined;
  },
};
