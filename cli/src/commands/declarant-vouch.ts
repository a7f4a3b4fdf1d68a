import type { CommandSpec } from '../command.js';
import { readJson } from '../input/files.js';
import { agencyGateway, withRuntime } from '../session.js';
import { OPTIONS, printCommitted } from './shared.js';

export const declarantVouch: CommandSpec = {
  path: ['declarant', 'vouch'],
  summary: 'command.declarant-vouch',
  arguments: [{ name: 'file', help: 'argument.request-file' }],
  options: [OPTIONS.asAgency],
  run: async (context, given) => {
    const file = await readJson(context.io, given.text('file'));
    return withRuntime(context, async (runtime) => {
      const { acting, gateway } = agencyGateway(runtime, given.text('as'));
      printCommitted(context, await gateway.services.enrolment.vouch(file, acting));
      return undefined;
    });
  },
};
