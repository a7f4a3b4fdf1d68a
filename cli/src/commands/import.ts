import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import type { ImportMap } from '../import/map.js';
import { readText } from '../input/files.js';
import { newFile } from '../output/files.js';
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
    const { runImport } = await import('../import/run.js');
    const map = await readMap(context, given.text('map'));
    const file = given.find('report');
    const report = file === undefined ? undefined : await newFile(context.io, file);
    // The workers of the good rows finish first, the error comes after them.
    const rejected = await withRuntime(context, (runtime) => {
      const { acting, gateway } = agencyGateway(runtime, given.text('as'));
      return runImport(context, gateway, acting, {
        type: given.text('type'),
        csv: given.text('csv'),
        map,
        report,
      });
    }).finally(() => report?.discard());
    if (rejected !== undefined) throw rejected;
    return undefined;
  },
};

/** A file, or the name of a map that ships with the product. */
async function readMap(context: Context, named: string): Promise<ImportMap> {
  const { parseImportMap } = await import('../import/map.js');
  const { shippedMap } = await import('../home/data.js');
  return parseImportMap(await readText(context.io, shippedMap(named) ?? named), named);
}
