import { createServer } from 'node:net';
import { fail } from '@onceledger/chaincode/domain';

/** Below every system's ephemeral range, so that no outgoing connection takes a port while its owner is down. */
const FIRST = 17_050;
const LAST = 32_000;

/**
 * Ports that are free now, each different, one after the other from any of the range: another network, down at the moment,
 * keeps its own. PORT_TAKEN where there are not enough.
 */
export async function freePorts(host: string, count: number, taken: ReadonlySet<number>): Promise<number[]> {
  const found: number[] = [];
  const span = LAST - FIRST + 1;
  const start = Math.floor(Math.random() * span);
  for (let step = 0; step < span && found.length < count; step += 1) {
    const port = FIRST + ((start + step) % span);
    if (!taken.has(port) && (await isFree(host, port))) found.push(port);
  }
  if (found.length < count) throw fail('PORT_TAKEN', `fewer than ${count} free ports on ${host}`);
  return found;
}

export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
