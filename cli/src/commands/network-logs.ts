import { fail } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';

const LINES = 40;

export const networkLogs: CommandSpec = {
  path: ['network', 'logs'],
  summary: 'command.network-logs',
  options: [
    { flags: '--process <name>', help: 'option.process' },
    { flags: '--lines <count>', help: 'option.lines' },
  ],
  run: async (context, given) => {
    const { lastLines, readTopology, watched } = await import('@onceledger/network/fabric');
    const { networkPlaces } = await import('../runtime/fabric.js');
    const places = networkPlaces(context.home);
    const { orderers, peers, chaincodes } = await readTopology(places);
    const wanted = given.find('process');
    const found = [...orderers, ...peers, ...chaincodes].filter(
      ({ name }) => wanted === undefined || name === wanted,
    );
    if (found.length === 0) throw fail('NOT_FOUND', `no process ${wanted ?? ''} in this network`);
    const count = given.findNumber('lines') ?? LINES;
    const logs = await Promise.all(
      found.map(async (place) => ({
        name: place.name,
        lines: await lastLines(watched(places, place), count),
      })),
    );
    context.output.result(logs, () =>
      logs.map(({ name, lines }) => `== ${name}\n${lines.join('\n')}`).join('\n\n'),
    );
    return undefined;
  },
};
