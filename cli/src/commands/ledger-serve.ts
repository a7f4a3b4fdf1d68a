import type { CommandSpec, Given } from '../command.js';
import { fail } from '@onceledger/chaincode/domain';
import { assertHome } from '../home/layout.js';
import { plain } from '../output/plain.js';
import { pairs } from '../output/table.js';
import { untilStopped } from '../until-stopped.js';

export const ledgerServe: CommandSpec = {
  path: ['ledger', 'serve'],
  summary: 'command.ledger-serve',
  options: [{ flags: '--port <number>', help: 'option.port' }],
  run: async (context, given) => {
    await assertHome(context.home);
    const { openRuntime } = await import('../runtime/index.js');
    const { serveNode } = await import('@onceledger/network/embedded');
    const runtime = await openRuntime({
      home: context.home,
      ...(context.passphraseFile === undefined ? {} : { passphraseFile: context.passphraseFile }),
    });
    try {
      if (runtime.node === undefined)
        throw fail('LEDGER_LOCKED', 'another process serves this ledger: `once ledger status`');
      const served = await serveNode(runtime.node, { ports: portsFrom(given, runtime.node.organizations) });
      context.output.result(plain(served.info), () =>
        [
          context.text('serve.ready'),
          pairs(served.endpoints.map(({ name, address }) => [name, address])),
          context.text('serve.profile', { file: served.connectionProfile }),
          context.text('serve.stop'),
        ].join('\n'),
      );
      await untilStopped();
      await served.close();
    } finally {
      await runtime.close();
    }
    return undefined;
  },
};

/** `--port N`: the orderer there, the logical peers behind it in the order of the consortium. */
function portsFrom(given: Given, organizations: readonly string[]): Readonly<Record<string, number>> {
  const port = given.findNumber('port');
  if (port === undefined) return {};
  if (port < 1 || port + organizations.length > 65_535)
    throw fail('USAGE', 'port is not between 1 and 65535');
  return Object.fromEntries(['orderer', ...organizations].map((name, index) => [name, port + index]));
}
