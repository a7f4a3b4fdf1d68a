import type { CommandSpec } from '../command.js';
import { mergedById } from '../runtime/merge.js';
import { declarantOf, withRuntime } from '../session.js';
import { OPTIONS, statusText } from './shared.js';

export const applicationList: CommandSpec = {
  path: ['application', 'list'],
  summary: 'command.application-list',
  options: [OPTIONS.declarant],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const declarant = declarantOf(given.text('declarant'));
      const found = mergedById(
        await Promise.all(runtime.gateways.map(({ readModel }) => readModel.applications(declarant))),
        ({ id }) => id,
      );
      const { text } = context;
      context.output.result(
        found.map(({ id, status, updatedAt }) => ({ id, status, updatedAt })),
        () =>
          context.output.table(
            [text('field.application'), text('field.status'), text('field.updated-at')],
            found.map(({ id, status, updatedAt }) => [id, statusText(context, status), updatedAt]),
          ),
      );
      return undefined;
    }),
};
