import { fail } from '@onceledger/chaincode/domain';
import path from 'node:path';
import type { CommandSpec, Given } from '../command.js';
import type { Context } from '../context.js';

const MIB = 1024 * 1024;

export const networkInstall: CommandSpec = {
  path: ['network', 'install'],
  summary: 'command.network-install',
  options: [
    { flags: '--fabric-version <version>', help: 'option.fabric-version' },
    { flags: '--from <place>', help: 'option.install-from' },
    { flags: '--sha256 <digest>', help: 'option.sha256' },
  ],
  run: async (context, given) => {
    const { installFabric, RELEASES } = await import('@onceledger/network/fabric');
    const { output, text } = context;
    const progress = output.progress(text('progress.download'));
    const { binaries, folder, present, sha256 } = await installFabric({
      version: versionFrom(given) ?? RELEASES[0].version,
      environment: context.io.env,
      onProgress: (done, total) => {
        if (total !== undefined) progress.update(Math.floor(done / MIB), Math.ceil(total / MIB));
      },
      ...sourceFrom(context, given),
    }).finally(() => {
      progress.stop();
    });
    const { version } = binaries;
    output.made(folder, { folder, present, sha256, version }, () =>
      text(present ? 'network.installed-before' : 'network.installed', { folder, version }),
    );
    return undefined;
  },
};

function versionFrom(given: Given): string | undefined {
  const version = given.find('fabricVersion');
  if (version === undefined || /^[0-9]+\.[0-9]+\.[0-9]+$/.test(version)) return version;
  throw fail('USAGE', 'a version of Fabric is three numbers, such as 3.1.5');
}

function sourceFrom({ io }: Context, given: Given): { readonly from?: string; readonly sha256?: string } {
  const [from, sha256] = [given.find('from'), given.find('sha256')];
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    throw fail('USAGE', 'a SHA-256 has 64 hexadecimal digits');
  const place = from === undefined || /^https?:\/\//.test(from) ? from : path.resolve(io.cwd, from);
  return { ...(place === undefined ? {} : { from: place }), ...(sha256 === undefined ? {} : { sha256 }) };
}
