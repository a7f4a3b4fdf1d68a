import { parseDeclarationId } from '@onceledger/chaincode/domain';
import type { OpenedDeclaration } from '@onceledger/gateway';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { plain, withoutActs } from '../output/plain.js';
import { pairs } from '../output/table.js';
import { actingAs, withRuntime } from '../session.js';
import { DECLARATION, statusText } from './shared.js';

export const declarationShow: CommandSpec = {
  path: ['declaration', 'show'],
  summary: 'command.declaration-show',
  arguments: [DECLARATION],
  options: [{ flags: '--as <who>', help: 'option.as-viewer' }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const id = parseDeclarationId(given.text('declaration'));
      const as = given.find('as');
      const viewer = as === undefined ? undefined : actingAs(runtime, { as });
      const gateway = viewer?.gateway ?? runtime.platform;
      const opened = await gateway.services.declarations.show(id, viewer?.acting.as);
      context.output.result(
        plain({ ...withoutActs(opened.record), claims: opened.claims, closed: opened.closed }),
        () => describe(context, opened),
      );
      return undefined;
    }),
};

function describe(context: Context, { record, claims, closed }: OpenedDeclaration): string {
  const { text } = context;
  const rows: [string, string][] = [
    [text('field.id'), record.id],
    [text('field.type'), record.type],
    [text('field.version'), String(record.version)],
    [text('field.status'), statusText(context, record.status)],
    [text('field.origin'), text(`origin.${record.origin}`)],
    [text('field.declared-at'), record.declaredAt],
    [text('field.status-by'), `${record.statusBy}  ${record.statusAt}`],
  ];
  if (record.reason !== undefined) rows.push([text('field.reason'), record.reason]);
  if (record.validUntil !== undefined) rows.push([text('field.valid-until'), record.validUntil]);
  rows.push(...claimRows(claims), ...closed.map((path): [string, string] => [path, text('output.closed')]));
  return pairs(rows);
}

/** Claims one a line: texts as they are, everything else as JSON. */
export function claimRows(claims: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(claims).map(([path, value]) => [
    path,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}
