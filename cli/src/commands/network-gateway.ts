import { fail } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { assertHome } from '../home/layout.js';
import { untilStopped } from '../until-stopped.js';

export const networkGateway: CommandSpec = {
  path: ['network', 'gateway'],
  summary: 'command.network-gateway',
  run: async (context) => {
    await assertHome(context.home);
    const { openRuntime } = await import('../runtime/index.js');
    const runtime = await openRuntime({
      home: context.home,
      ...(context.passphraseFile === undefined ? {} : { passphraseFile: context.passphraseFile }),
    });
    try {
      if (!runtime.works) throw fail('LEDGER_LOCKED', 'another process runs the gateways of this home');
      const organizations = runtime.gateways.map(({ organization }) => organization);
      context.output.result({ organizations }, () =>
        context.text('gateway.ready', { organizations: organizations.join(', ') }),
      );
      await untilStopped();
    } finally {
      await runtime.close();
    }
    return undefined;
  },
};
