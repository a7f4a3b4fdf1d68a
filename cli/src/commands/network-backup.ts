import path from 'node:path';
import type { CommandSpec } from '../command.js';

export const networkBackup: CommandSpec = {
  path: ['network', 'backup'],
  summary: 'command.network-backup',
  arguments: [{ name: 'folder', help: 'argument.backup' }],
  options: [{ flags: '--custody <folder>', help: 'option.custody-to' }],
  run: async (context, given) => {
    const { backUpHome } = await import('../runtime/network-backup.js');
    const { io, output, text } = context;
    const folder = path.resolve(io.cwd, given.text('folder'));
    const custody = given.find('custody');
    const progress = output.progress(text('progress.backup'));
    const { files, sha256 } = await backUpHome({
      home: context.home,
      folder,
      environment: io.env,
      onProgress: (done, total) => {
        progress.update(done, total);
      },
      ...(custody === undefined ? {} : { custody: path.resolve(io.cwd, custody) }),
    }).finally(() => {
      progress.stop();
    });
    output.made(sha256, { files, folder, sha256 }, () =>
      text('network.backed-up', { files, folder, digest: sha256 }),
    );
    if (custody === undefined) output.note(text('network.without-custody'));
    return undefined;
  },
};
