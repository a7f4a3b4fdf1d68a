import type { CommandSpec } from '../command.js';
import { declarantOf, withRuntime } from '../session.js';
import { mergedById } from '../runtime/merge.js';
import { OPTIONS, statusText } from './shared.js';

export const consentList: CommandSpec = {
  path: ['consent', 'list'],
  summary: 'command.consent-list',
  options: [OPTIONS.declarant],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const declarant = declarantOf(given.text('declarant'));
      const found = mergedById(
        await Promise.all(runtime.gateways.map(({ readModel }) => readModel.consents(declarant))),
        ({ id }) => id,
      );
      const { text } = context;
      context.output.result(
        found.map(({ id, status, updatedAt }) => ({ id, status, updatedAt })),
        () =>
          context.output.table(
            [text('field.consent'), text('field.status'), text('field.updated-at')],
            found.map(({ id, status, updatedAt }) => [id, statusText(context, status), updatedAt]),
          ),
      );
      return undefined;
    }),
};
