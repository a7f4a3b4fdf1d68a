import type { CommandSpec } from '../command.js';
import { withRuntime } from '../session.js';
import { statusText } from './shared.js';

export const catalogueList: CommandSpec = {
  path: ['catalogue', 'list'],
  summary: 'command.catalogue-list',
  options: [{ flags: '--kind <kind>', help: 'option.kind', choices: ['element', 'type', 'item'] }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const entries = await runtime.platform.readModel.entries(given.find('kind'));
      const { text } = context;
      context.output.result(
        entries.map(({ entry, status }) => ({
          id: entry.id,
          kind: entry.kind,
          names: { ...entry.names },
          status,
          version: entry.version,
        })),
        () =>
          context.output.table(
            [
              text('field.kind'),
              text('field.id'),
              text('field.version'),
              text('field.status'),
              text('field.name'),
            ],
            entries.map(({ entry, status }) => [
              text(`kind.${entry.kind}`),
              entry.id,
              String(entry.version),
              statusText(context, status),
              entry.names[context.language],
            ]),
          ),
      );
      return undefined;
    }),
};
