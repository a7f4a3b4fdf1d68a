import type { CommandSpec } from '../command.js';
import { declarantOf, withRuntime } from '../session.js';
import { printCommitted } from './shared.js';

export const declarantRotateKey: CommandSpec = {
  path: ['declarant', 'rotate-key'],
  summary: 'command.declarant-rotate-key',
  arguments: [{ name: 'declarant', help: 'argument.declarant' }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const declarant = declarantOf(given.text('declarant'));
      printCommitted(context, await runtime.platform.services.enrolment.rotateKey(declarant));
      return undefined;
    }),
};
