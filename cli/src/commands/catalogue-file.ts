import type { Outcome } from '@onceledger/chaincode/domain';
import type { Committed } from '@onceledger/gateway';
import type { CommandSpec } from '../command.js';
import { readText } from '../input/files.js';
import { agencyGateway, withRuntime } from '../session.js';
import { committedJson, committedText } from './shared.js';

export const catalogueFile: CommandSpec = {
  path: ['catalogue', 'file'],
  summary: 'command.catalogue-file',
  arguments: [{ name: 'files', help: 'argument.entry-files', many: true }],
  options: [{ flags: '--as <agency>', help: 'option.as-filer' }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const { parseEntryFile, completeEntry, filerOf } = await import('../home/catalogue.js');
      const drafts = await Promise.all(
        given.many('files').map(async (file) => parseEntryFile(await readText(context.io, file), file)),
      );
      const known = new Map(
        (await runtime.platform.readModel.entries()).map(({ entry }) => [String(entry.id), entry]),
      );
      const committed: Committed<Outcome>[] = [];
      for (const draft of drafts) {
        const entry = completeEntry(
          draft,
          (id) => drafts.find((other) => other['id'] === id) ?? known.get(id),
        );
        const as = given.find('as') ?? filerOf(entry, runtime.consortium);
        const { acting, gateway } = agencyGateway(runtime, as);
        committed.push(await gateway.services.catalogue.file(entry, acting));
      }
      context.output.result(committed.map(committedJson), () =>
        committed.map((one) => committedText(context, one)).join('\n\n'),
      );
      return undefined;
    }),
};
