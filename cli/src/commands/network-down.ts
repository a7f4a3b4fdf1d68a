import { rm } from 'node:fs/promises';
import type { CommandSpec } from '../command.js';

export const networkDown: CommandSpec = {
  path: ['network', 'down'],
  summary: 'command.network-down',
  options: [{ flags: '--purge', help: 'option.purge' }],
  run: async (context, given) => {
    const { bringDownHome } = await import('../runtime/network-down.js');
    const processes = await bringDownHome(context.home);
    const purged = given.flag('purge');
    // Keys, ledger and read models are worth nothing without each other.
    if (purged) await rm(context.home, { recursive: true, force: true });
    context.output.result({ processes, purged }, () =>
      context.text(purged ? 'network.purged' : 'network.down', { processes, home: context.home }),
    );
    return undefined;
  },
};
