import type { CommandSpec } from '../command.js';
import { entryRefNamed } from '../home/catalogue-refs.js';
import { supervisorOf } from '../home/roles.js';
import { agencyGateway, withRuntime } from '../session.js';
import { OPTIONS, printCommitted } from './shared.js';

export const catalogueRetire: CommandSpec = {
  path: ['catalogue', 'retire'],
  summary: 'command.catalogue-retire',
  arguments: [{ name: 'id', help: 'argument.entry' }],
  options: [{ flags: '--as <agency>', help: 'option.as-supervisor' }, OPTIONS.reason],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const ref = await entryRefNamed(runtime.platform.readModel, given.text('id'), 'effective');
      const { acting, gateway } = agencyGateway(
        runtime,
        given.find('as') ?? supervisorOf(runtime.consortium),
      );
      const reason = given.find('reason');
      printCommitted(
        context,
        await gateway.services.catalogue.retire(ref, reason === undefined ? {} : { reason }, acting),
      );
      return undefined;
    }),
};
