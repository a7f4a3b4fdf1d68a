import { fail } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { entryNamed } from '../home/catalogue-refs.js';
import { plain } from '../output/plain.js';
import { withRuntime } from '../session.js';

export const catalogueShow: CommandSpec = {
  path: ['catalogue', 'show'],
  summary: 'command.catalogue-show',
  arguments: [{ name: 'id', help: 'argument.entry' }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const { toYaml } = await import('../output/yaml.js');
      const { id, version } = entryNamed(given.text('id'));
      const found = await runtime.platform.readModel.entry(id, version);
      if (found === undefined) throw fail('NOT_FOUND', `no catalogue entry ${id}`);
      const { entry, status, digest } = found.record;
      const shown = plain({ ...entry, digest, status });
      context.output.result(shown, () => toYaml(shown));
      return undefined;
    }),
};
