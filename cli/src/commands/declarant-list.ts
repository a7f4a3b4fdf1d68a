import type { CommandSpec } from '../command.js';
import { withRuntime } from '../session.js';
import { statusText } from './shared.js';

export const declarantList: CommandSpec = {
  path: ['declarant', 'list'],
  summary: 'command.declarant-list',
  options: [
    { flags: '--limit <number>', help: 'option.limit' },
    { flags: '--after <id>', help: 'option.after' },
  ],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const after = given.find('after');
      const found = await runtime.platform.readModel.declarants({
        limit: given.findNumber('limit') ?? 100,
        ...(after === undefined ? {} : { after }),
      });
      const { text } = context;
      context.output.result(
        found.map(({ declarant, declarantKind, name, status }) => ({
          declarant,
          kind: declarantKind,
          status,
          ...(name === undefined ? {} : { name }),
        })),
        () =>
          context.output.table(
            [text('field.declarant'), text('field.kind'), text('field.status'), text('field.name')],
            found.map((record) => [
              record.declarant,
              text(`declarant.${record.declarantKind}`),
              statusText(context, record.status),
              record.name ?? '',
            ]),
          ),
      );
      return undefined;
    }),
};
