import type { CommandSpec } from '../command.js';
import { agencyGateway, withRuntime } from '../session.js';
import { entryRefNamed } from '../home/catalogue-refs.js';
import { supervisorOf } from '../home/roles.js';
import { printCommitted } from './shared.js';

export const catalogueApprove: CommandSpec = {
  path: ['catalogue', 'approve'],
  summary: 'command.catalogue-approve',
  arguments: [{ name: 'id', help: 'argument.entry' }],
  options: [{ flags: '--as <agency>', help: 'option.as-supervisor' }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const ref = await entryRefNamed(runtime.platform.readModel, given.text('id'), 'filed');
      const { acting, gateway } = agencyGateway(
        runtime,
        given.find('as') ?? supervisorOf(runtime.consortium),
      );
      printCommitted(context, await gateway.services.catalogue.approve(ref, acting));
      return undefined;
    }),
};
