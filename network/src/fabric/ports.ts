import { createServer } from 'node:net';
import { fail } from '@onceledger/chaincode/domain';

/** Below every system's ephemeral range, so that no outgoing connection takes a port while its owner is down. */
const FIRST = 17_050;
const LAST = 32_000;

/** Ports that are free now, each different, in ascending order. PORT_TAKEN where there are not enough. */
export async function freePorts(host: string, count: number, taken: ReadonlySet<number>): Promise<number[]> {
  const found: number[] = [];
  for (let port = FIRST; port <= LAST && found.length < count; port += 1)
    if (!taken.has(port) && (await isFree(host, port))) found.push(port);
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
