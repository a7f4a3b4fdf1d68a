import type { CommandSpec } from '../command.js';
import { fail } from '@onceledger/chaincode/domain';
import { assertHome } from '../home/layout.js';
import { plain } from '../output/plain.js';
import { pairs } from '../output/table.js';

export const ledgerServe: CommandSpec = {
  path: ['ledger', 'serve'],
  summary: 'command.ledger-serve',
  run: async (context) => {
    await assertHome(context.home);
    const { openRuntime, serveRuntime } = await import('../runtime/index.js');
    const runtime = await openRuntime({
      home: context.home,
      ...(context.passphraseFile === undefined ? {} : { passphraseFile: context.passphraseFile }),
    });
    try {
      if (runtime.node === undefined)
        throw fail('LEDGER_LOCKED', 'another process serves this ledger: `once ledger status`');
      const served = await serveRuntime(runtime);
      context.output.result(plain(served.info), () =>
        [
          context.text('serve.ready'),
          pairs(served.info.endpoints.map(({ name, address }) => [name, address])),
          context.text('serve.profile', { file: served.info.connectionProfile }),
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

/** Interrupt or termination; the second one ends the process at once, as the shell expects. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
