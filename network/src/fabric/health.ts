import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fail } from '@onceledger/chaincode/domain';
import { findProcess, lastLines, type ProcessFiles } from './process.js';

const INTERVAL = 100;
const LINES = 12;

export interface Watched extends ProcessFiles {
  readonly name: string;
}

/** Waits until `ready` answers true. NETWORK_FAILED with the process's last lines where it ends or takes too long. */
export async function awaitReady(
  watched: Watched,
  ready: () => Promise<boolean>,
  patience = 60_000,
): Promise<void> {
  const until = Date.now() + patience;
  while (!(await ready().catch(() => false))) {
    const gone = (await findProcess(watched)) === undefined;
    if (gone || Date.now() > until) throw await failedProcess(watched, gone ? 'ended' : 'does not answer');
    await delay(INTERVAL);
  }
}

export async function failedProcess(watched: Watched, what: string): Promise<Error> {
  const lines = await lastLines(watched, LINES);
  return fail('NETWORK_FAILED', `${watched.name} ${what}; its log ends:\n${lines.join('\n')}`);
}

export async function isHealthy(host: string, operationsPort: number): Promise<boolean> {
  const answer = await fetch(`http://${host}:${operationsPort}/healthz`, {
    signal: AbortSignal.timeout(2_000),
  });
  return answer.ok;
}

export function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      end(true);
    });
    socket.once('error', () => {
      end(false);
    });
    socket.setTimeout(2_000, () => {
      end(false);
    });
  });
}

/** Values of one gauge or counter of Fabric's metrics, summed over the labels that match. */
export async function metric(
  host: string,
  operationsPort: number,
  name: string,
  label = '',
): Promise<number | undefined> {
  const url = `http://${host}:${operationsPort}/metrics`;
  const text = await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const values = lines.filter((line) => line.includes(label)).map((line) => Number(line.split(' ').at(-1)));
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** What a node says of itself at its operations endpoint. */
export interface NodeAnswer {
  readonly version: string;
  /** Milliseconds that its clock is ahead of ours, to a second. */
  readonly clockSkew: number;
}

export async function askNode(host: string, operationsPort: number): Promise<NodeAnswer> {
  const sent = Date.now();
  const response = await fetch(`http://${host}:${operationsPort}/version`, {
    signal: AbortSignal.timeout(2_000),
  });
  const { Version: version = '' } = (await response.json()) as { Version?: string };
  // HTTP's date is cut to whole seconds, on the average half a second early.
  const theirs = Date.parse(response.headers.get('date') ?? '') + 500;
  const ours = (sent + Date.now()) / 2;
  return { version: version.replace(/^v/, ''), clockSkew: theirs - ours };
}
