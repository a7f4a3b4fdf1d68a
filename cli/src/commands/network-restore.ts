import { fail } from '@onceledger/chaincode/domain';
import path from 'node:path';
import type { CommandSpec } from '../command.js';

export const networkRestore: CommandSpec = {
  path: ['network', 'restore'],
  summary: 'command.network-restore',
  arguments: [{ name: 'folder', help: 'argument.backup' }],
  options: [
    { flags: '--custody <folder>', help: 'option.custody-from' },
    { flags: '--sha256 <digest>', help: 'option.manifest-sha256' },
  ],
  run: async (context, given) => {
    const { restoreHome } = await import('../runtime/network-restore.js');
    const { io, output, text, home } = context;
    const [custody, sha256] = [given.find('custody'), given.find('sha256')];
    if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
      throw fail('USAGE', 'a SHA-256 has 64 hexadecimal digits');
    const restored = await restoreHome({
      home,
      folder: path.resolve(io.cwd, given.text('folder')),
      ...(custody === undefined ? {} : { custody: path.resolve(io.cwd, custody) }),
      ...(sha256 === undefined ? {} : { sha256 }),
    });
    output.result({ ...restored, home }, () => text('network.restored', { ...restored, home }));
    return undefined;
  },
};
