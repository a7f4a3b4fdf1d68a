import type { NetworkStep, Ordering } from '@onceledger/network/fabric';
import path from 'node:path';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { readText } from '../input/files.js';

const ORDERINGS: readonly Ordering[] = ['raft:1', 'raft:3', 'bft:4'];

export const networkUp: CommandSpec = {
  path: ['network', 'up'],
  summary: 'command.network-up',
  options: [
    { flags: '--orderers <kind:count>', help: 'option.orderers', choices: ORDERINGS },
    { flags: '--peers <count>', help: 'option.peers' },
    { flags: '--host <address>', help: 'option.host' },
    { flags: '--hosts <file>', help: 'option.hosts' },
    { flags: '--consortium <file>', help: 'option.consortium' },
    { flags: '--catalogue <folder>', help: 'option.catalogue' },
  ],
  run: async (context, given) => {
    const { bringUpHome } = await import('../runtime/network-up.js');
    const consortium = given.find('consortium');
    const catalogue = given.find('catalogue');
    const hosts = given.find('hosts');
    const progress = context.output.progress(context.text('progress.init'));
    const made = await bringUpHome({
      home: context.home,
      ordering: ORDERINGS.find((kind) => kind === given.find('orderers')),
      peersEach: given.findNumber('peers'),
      host: given.find('host'),
      report: reporter(context),
      onProgress: (_what, done, total) => {
        progress.update(done, total);
      },
      ...(consortium === undefined ? {} : { consortium: await readText(context.io, consortium) }),
      ...(hosts === undefined ? {} : { hosts: await readText(context.io, hosts) }),
      ...(catalogue === undefined ? {} : { catalogue: path.resolve(context.io.cwd, catalogue) }),
      ...(context.passphraseFile === undefined ? {} : { passphraseFile: context.passphraseFile }),
    }).finally(() => {
      progress.stop();
    });
    context.output.result(
      { ...made, home: context.home },
      () =>
        `${context.text('network.up', { home: context.home })}\n${context.text('init.ledger', { ledger: made.ledger })}\n` +
        context.text('network.next'),
    );
    return undefined;
  },
};

/** One line a step, when it is done. */
export function reporter({
  output,
  text,
}: Context): (step: NetworkStep, done: number, total: number) => void {
  const told = new Set<NetworkStep>();
  return (step, done, total) => {
    if (done < total || told.has(step)) return;
    told.add(step);
    output.line(text(`network.step-${step}`, { total }));
  };
}
