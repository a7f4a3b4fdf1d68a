import type { CommandSpec } from '../command.js';
import { completionScript, SHELLS } from '../completion.js';

export const completion: CommandSpec = {
  path: ['completion'],
  summary: 'command.completion',
  arguments: [{ name: 'shell', help: 'argument.shell', choices: SHELLS }],
  run: (context, given) => {
    const script = completionScript(given.text('shell'));
    context.output.result({ shell: given.text('shell'), script }, () => script);
    return Promise.resolve(undefined);
  },
};
