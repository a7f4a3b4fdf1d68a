import { plain } from '../output/plain.js';
import type { CommandSpec } from '../command.js';
import { declarantOf, withRuntime } from '../session.js';
import { OPTIONS, statusText } from './shared.js';

export const mandateList: CommandSpec = {
  path: ['mandate', 'list'],
  summary: 'command.mandate-list',
  options: [OPTIONS.declarant],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const found = await runtime.platform.readModel.mandates(declarantOf(given.text('declarant')));
      const { text } = context;
      context.output.result(plain(found.map(({ mandate, status }) => ({ ...mandate, status }))), () =>
        context.output.table(
          ['mandate', 'from', 'to', 'scope', 'actions', 'valid-until', 'status'].map((name) =>
            text(`field.${name}` as 'field.mandate'),
          ),
          found.map(({ mandate, status }) => [
            mandate.mandate,
            mandate.from,
            mandate.to,
            mandate.scope.join(', '),
            mandate.actions.join(', '),
            mandate.validUntil,
            statusText(context, status),
          ]),
        ),
      );
      return undefined;
    }),
};
