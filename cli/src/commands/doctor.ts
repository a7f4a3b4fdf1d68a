import { fail } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { CHECKS } from '../home/doctor.js';
import { toOnceError } from '../output/errors.js';
import type { Context } from '../context.js';

interface Result {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

export const doctor: CommandSpec = {
  path: ['doctor'],
  summary: 'command.doctor',
  run: async (context) => {
    const results: Result[] = [];
    for (const { name, look } of CHECKS) {
      try {
        results.push({ check: name, ok: true, detail: await look(context) });
      } catch (error) {
        results.push({ check: name, ok: false, detail: toOnceError(error).message });
        break;
      }
    }
    context.output.result(
      results.map((result) => ({ ...result })),
      () => listing(context, results),
    );
    const wrong = results.find(({ ok }) => !ok);
    if (wrong !== undefined) throw fail('CONFIGURATION_INVALID', `${wrong.check}: ${wrong.detail}`);
    return undefined;
  },
};

function listing({ output, text }: Context, results: readonly Result[]): string {
  return output.table(
    [text('doctor.check'), text('doctor.result'), text('doctor.detail')],
    results.map(({ check, ok, detail }) => [
      text(`doctor.${check}` as 'doctor.node'),
      text(ok ? 'doctor.ok' : 'doctor.problem'),
      detail,
    ]),
  );
}
