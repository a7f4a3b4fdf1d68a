import type { CommandSpec } from '../command.js';
import { plain } from '../output/plain.js';
import { pairs } from '../output/table.js';
import type { Runtime } from '../runtime/runtime.js';
import { withRuntime } from '../session.js';

export const ledgerStatus: CommandSpec = {
  path: ['ledger', 'status'],
  summary: 'command.ledger-status',
  run: (context) =>
    withRuntime(context, async (runtime) => {
      const { text } = context;
      const { readModel, log, ledger } = runtime.platform;
      const findings = (
        await Promise.all(runtime.gateways.map((gateway) => gateway.readModel.findings()))
      ).flat();
      const stuck = (await Promise.all(runtime.gateways.map(({ workers }) => workers.stuck()))).flat();
      const status = {
        ledger: ledger.id,
        served: runtime.node === undefined,
        height: Number(readModel.position()),
        records: await readModel.counts(),
        log: { size: log.size(), root: await log.root() },
        findings: findings.length,
        stuck,
      };
      context.output.result(plain(status), () =>
        pairs([
          [text('field.ledger'), status.ledger],
          [text('status.where'), text(whereOf(runtime))],
          [text('status.height'), String(status.height)],
          ...Object.entries(status.records).map(([kind, count]): [string, string] => [
            text('status.records', { kind }),
            String(count),
          ]),
          [text('audit.log'), text('audit.log-size', { ...status.log })],
          [text('status.findings'), String(status.findings)],
          [text('status.stuck'), String(stuck.length)],
        ]),
      );
      return undefined;
    }),
};

function whereOf({ consortium, node }: Runtime): 'status.fabric' | 'status.served' | 'status.here' {
  if (consortium.ledger === 'fabric') return 'status.fabric';
  return node === undefined ? 'status.served' : 'status.here';
}
