import type { CommandSpec } from '../command.js';
import { readText } from '../input/files.js';
import { agencyGateway, withRuntime } from '../session.js';
import { OPTIONS } from './shared.js';

export const importRegister: CommandSpec = {
  path: ['import'],
  summary: 'command.import',
  arguments: [{ name: 'type', help: 'argument.type' }],
  options: [
    OPTIONS.asAgency,
    { flags: '--csv <file>', help: 'option.csv', required: true },
    { flags: '--map <map>', help: 'option.map', required: true },
    { flags: '--report <file>', help: 'option.report' },
  ],
  run: async (context, given) => {
    const { parseImportMap } = await import('../import/map.js');
    const { runImport } = await import('../import/run.js');
    const { shippedMap } = await import('../home/data.js');
    const named = given.text('map');
    const file = shippedMap(named) ?? named;
    const map = parseImportMap(await readText(context.io, file), named);
    // The workers of the good rows finish first, the error comes after them.
    const rejected = await withRuntime(context, (runtime) => {
      const { acting, gateway } = agencyGateway(runtime, given.text('as'));
      return runImport(context, gateway, acting, {
        type: given.text('type'),
        csv: given.text('csv'),
        map,
        report: given.find('report'),
      });
    });
    if (rejected !== undefined) throw rejected;
    return undefined;
  },
};
