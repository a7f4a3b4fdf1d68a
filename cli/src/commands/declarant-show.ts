import { fail, type DeclarantRecord } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { plain, withoutActs } from '../output/plain.js';
import { pairs } from '../output/table.js';
import { declarantOf, withRuntime } from '../session.js';
import { statusText } from './shared.js';

export const declarantShow: CommandSpec = {
  path: ['declarant', 'show'],
  summary: 'command.declarant-show',
  arguments: [{ name: 'declarant', help: 'argument.declarant' }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const id = declarantOf(given.text('declarant'));
      const found = await runtime.platform.readModel.declarant(id);
      if (found === undefined) throw fail('NOT_FOUND', `no declarant ${id}`);
      context.output.result(plain(withoutActs(found.record)), () => describe(context, found.record));
      return undefined;
    }),
};

function describe(context: Context, record: DeclarantRecord): string {
  const { text } = context;
  const rows: [string, string][] = [
    [text('field.declarant'), record.declarant],
    [text('field.kind'), text(`declarant.${record.declarantKind}`)],
    [text('field.status'), statusText(context, record.status)],
  ];
  if (record.name !== undefined) rows.push([text('field.name'), record.name]);
  if (record.parent !== undefined) rows.push([text('field.parent'), record.parent]);
  for (const key of record.keys)
    rows.push([text('field.key'), `${key.kid}  ${key.from} … ${key.until ?? ''}`.trimEnd()]);
  if (record.recovery !== undefined)
    rows.push([text('field.recovery'), text('recovery.pending', { at: record.recovery.effectiveAt })]);
  return pairs(rows);
}
