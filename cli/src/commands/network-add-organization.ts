import type { CommandSpec } from '../command.js';
import { readText } from '../input/files.js';
import { reporter } from './network-up.js';

export const networkAddOrganization: CommandSpec = {
  path: ['network', 'add-organization'],
  summary: 'command.network-add-organization',
  arguments: [{ name: 'file', help: 'argument.newcomer' }],
  options: [{ flags: '--peers <count>', help: 'option.peers' }],
  run: async (context, given) => {
    const { joinHome } = await import('../runtime/network-members.js');
    const { agencies, organization } = await joinHome({
      home: context.home,
      newcomer: await readText(context.io, given.text('file')),
      peersEach: given.findNumber('peers') ?? 1,
      report: reporter(context),
      ...(context.passphraseFile === undefined ? {} : { passphraseFile: context.passphraseFile }),
    });
    context.output.made(organization, { agencies: [...agencies], organization }, () =>
      context.text('network.joined', { agencies: agencies.join(', '), organization }),
    );
    return undefined;
  },
};
