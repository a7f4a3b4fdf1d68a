import { fail } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { plain } from '../output/plain.js';

const MIB = 1024 * 1024;

export const networkStatusOf: CommandSpec = {
  path: ['network', 'status'],
  summary: 'command.network-status',
  run: async (context) => {
    const { networkStatus, readTopology } = await import('@onceledger/network/fabric');
    const { networkPlaces } = await import('../runtime/fabric.js');
    const places = networkPlaces(context.home);
    const processes = await networkStatus(places, await readTopology(places));
    const { output, text } = context;
    output.result(plain(processes), () =>
      output.table(
        ['process', 'kind', 'endpoint', 'pid', 'height', 'memory'].map((name) =>
          text(`network.${name}` as 'network.pid'),
        ),
        processes.map(({ name, kind, endpoint, pid, height, memory }) => [
          name,
          kind,
          endpoint,
          pid === undefined ? text('network.stopped') : String(pid),
          height === undefined ? '' : String(height),
          memory === undefined ? '' : `${Math.round(memory / MIB)} MiB`,
        ]),
      ),
    );
    const stopped = processes.filter(({ pid }) => pid === undefined);
    if (stopped.length > 0)
      throw fail('NETWORK_FAILED', `not running: ${stopped.map(({ name }) => name).join(', ')}`);
    return undefined;
  },
};
