import type { DeclarationRecord } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { declarantOf, withRuntime } from '../session.js';
import { OPTIONS, statusText } from './shared.js';

export const declarationList: CommandSpec = {
  path: ['declaration', 'list'],
  summary: 'command.declaration-list',
  options: [OPTIONS.declarant],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const declarant = declarantOf(given.text('declarant'));
      const found = await runtime.platform.services.declarations.list(declarant);
      context.output.result(found.map(summary), () => listing(context, found));
      return undefined;
    }),
};

function summary(record: DeclarationRecord) {
  const { id, type, version, status, origin, declaredAt, statusAt, statusBy, reason } = record;
  return {
    declaredAt,
    id,
    origin,
    status,
    statusAt,
    statusBy,
    type,
    version,
    ...(reason === undefined ? {} : { reason }),
  };
}

function listing(context: Context, found: readonly DeclarationRecord[]): string {
  const { text } = context;
  return context.output.table(
    [
      text('field.id'),
      text('field.version'),
      text('field.status'),
      text('field.origin'),
      text('field.declared-at'),
    ],
    found.map((record) => [
      record.id,
      String(record.version),
      statusText(context, record.status),
      text(`origin.${record.origin}`),
      record.declaredAt,
    ]),
  );
}
