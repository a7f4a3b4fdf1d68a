import path from 'node:path';
import type { CommandSpec } from '../command.js';
import { readText } from '../input/files.js';

export const init: CommandSpec = {
  path: ['init'],
  summary: 'command.init',
  options: [
    { flags: '--consortium <file>', help: 'option.consortium' },
    { flags: '--catalogue <folder>', help: 'option.catalogue' },
  ],
  run: async (context, given) => {
    const { initHome } = await import('../runtime/index.js');
    const consortium = given.find('consortium');
    const catalogue = given.find('catalogue');
    const progress = context.output.progress(context.text('progress.init'));
    const made = await initHome({
      home: context.home,
      onProgress: (_what, done, total) => {
        progress.update(done, total);
      },
      ...(consortium === undefined ? {} : { consortium: await readText(context.io, consortium) }),
      ...(catalogue === undefined ? {} : { catalogue: path.resolve(context.io.cwd, catalogue) }),
      ...(context.passphraseFile === undefined ? {} : { passphraseFile: context.passphraseFile }),
    }).finally(() => {
      progress.stop();
    });
    context.output.result(
      { ...made, home: context.home },
      () =>
        `${context.text('init.done', { home: context.home })}\n${context.text('init.ledger', { ledger: made.ledger })}\n` +
        `${context.text('init.contents', { organizations: made.organizations, agencies: made.agencies, entries: made.entries })}\n` +
        context.text('init.next'),
    );
    return undefined;
  },
};
