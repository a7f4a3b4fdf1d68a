import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import { parseTrust, verifyEvidence } from '@onceledger/gateway';
import type { JsonValue } from '@onceledger/chaincode/domain';
import { plain } from './licensed.js';
import { SeededRandom } from './seeded-random.js';

const DECLARER = fileURLToPath(new URL('../soak/declarer.js', import.meta.url));
/** How often everything acknowledged since the last look is looked up. */
const LOOK_EVERY = 20;

export type DeclarerMessage =
  { readonly event: 'ready' } | { readonly event: 'acknowledged'; readonly id: string };

export interface KillReport {
  readonly kills: number;
  /** Kills before the ledger was open. */
  readonly early: number;
  readonly acknowledged: number;
  /** Acknowledged declarations that are not there, or whose receipt does not verify, with the reason. */
  readonly lost: readonly string[];
}

/**
 * Kills a declaring process so many times at random moments, half of them counted from its start (which recovery is a part
 * of), half from its first acknowledgement. What it was acknowledged is recorded here, in a process that is not killed.
 */
export async function killRuns(home: string, kills: number, seed: number): Promise<KillReport> {
  const random = new SeededRandom(seed);
  const lost: string[] = [];
  let acknowledged = 0;
  let early = 0;
  let fresh: string[] = [];
  let start = 2000;
  for (let run = 0; run < kills; run += 1) {
    const isLoaded = run % 2 === 0;
    const wait = { isLoaded, milliseconds: 5 + random.below(isLoaded ? 800 : 1.5 * start) };
    const { ids, ready } = await killOnce(home, seed * 1000 + run, wait);
    start = ready ?? start;
    fresh.push(...ids);
    acknowledged += ids.length;
    if (ready === undefined) early += 1;
    if (run % LOOK_EVERY !== LOOK_EVERY - 1 && run + 1 !== kills) continue;
    lost.push(...(await findLost(home, fresh)));
    fresh = [];
  }
  return { kills, early, acknowledged, lost };
}

interface Wait {
  /** Counted from the first acknowledgement, otherwise from the start. */
  readonly isLoaded: boolean;
  readonly milliseconds: number;
}

async function killOnce(
  home: string,
  seed: number,
  wait: Wait,
): Promise<{ ids: string[]; ready: number | undefined }> {
  const child = fork(DECLARER, [home, String(seed)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const ids: string[] = [];
  let errors = '';
  const started = Date.now();
  let ready: number | undefined;
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  const ended = endOf(child);
  const killLater = (): void => {
    setTimeout(() => child.kill('SIGKILL'), wait.milliseconds);
  };
  child.on('message', (message: DeclarerMessage) => {
    if (message.event === 'ready') {
      ready = Date.now() - started;
      return;
    }
    if (wait.isLoaded && ids.length === 0) killLater();
    ids.push(message.id);
  });
  if (!wait.isLoaded) killLater();
  const signal = await ended;
  if (signal !== 'SIGKILL') throw new Error(`the declarer ended by itself: ${errors}`);
  return { ids, ready };
}

function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, signal) => {
      resolve(signal);
    });
  });
}

async function findLost(home: string, ids: readonly string[]): Promise<string[]> {
  const trust = parseTrust(JSON.parse(await readFile(path.join(home, 'trust.json'), 'utf8')) as JsonValue);
  const runtime = await openRuntime({ home });
  const lost: string[] = [];
  try {
    await runtime.settle();
    for (const id of ids) {
      await assertHeld(runtime, id, (receipt) => verifyEvidence(receipt, trust)).catch((error: unknown) => {
        lost.push(`${id}: ${String(error)}`);
      });
    }
  } finally {
    await runtime.close();
  }
  return lost;
}

async function assertHeld(
  runtime: Runtime,
  id: string,
  verify: (receipt: JsonValue) => Promise<unknown>,
): Promise<void> {
  await verify(plain(await runtime.platform.services.evidence.receipt(id)));
}
