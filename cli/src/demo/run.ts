import { OnceError, type JsonObject } from '@onceledger/chaincode/domain';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from '../context.js';
import { toOnceError } from '../output/errors.js';
import { apply, attest, declare, enrol, init } from './beginning.js';
import { ask, audit, deliver, forge, journal, revoke } from './ending.js';
import { fictionalEnterprise } from './fiction.js';
import { BREAKS, STEPS, type StepName } from './steps.js';
import { Story, type LedgerKind } from './story.js';

export interface DemoOptions {
  readonly sabotage: string | undefined;
  /** Where the ledger stays afterwards; default: a folder that is removed. */
  readonly keep: string | undefined;
  readonly ledger: LedgerKind;
}

const RUN: Readonly<Record<StepName, (story: Story) => Promise<readonly string[]>>> = {
  init,
  enrol,
  declare,
  attest,
  apply,
  deliver,
  forge,
  revoke,
  journal,
  audit,
  ask,
};

/** The import/export directory story on a ledger of its own. The first step that fails ends it and is named. */
export async function runDemo(context: Context, options: DemoOptions): Promise<undefined> {
  const { output, text } = context;
  const folder = await mkdtemp(path.join(tmpdir(), 'once-demo-'));
  const home =
    options.keep === undefined ? path.join(folder, 'home') : path.resolve(context.io.cwd, options.keep);
  const sabotage = BREAKS.find((name) => name === options.sabotage);
  const enterprise = fictionalEnterprise(Date.now() % 1_000_000, 1);
  const story = new Story(context, { home, enterprise, sabotage, ledger: options.ledger });
  const began = performance.now();
  try {
    output.line(text('demo.title'));
    output.line(text('demo.fictional'));
    const steps = await tell(story);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    output.line(`\n${text('demo.took', { seconds })}`);
    if (options.keep !== undefined) output.line(text('demo.kept', { home }));
    output.result({ ...story.askedAgain, home: options.keep ?? null, steps }, () =>
      text('demo.asked', { ...story.askedAgain }),
    );
    return undefined;
  } finally {
    await story.close();
    if (options.ledger === 'fabric' && options.keep === undefined) await endNetwork(home);
    await rm(folder, { recursive: true, force: true });
  }
}

async function endNetwork(home: string): Promise<void> {
  const { bringDownHome } = await import('../runtime/network-down.js');
  await bringDownHome(home);
}

async function tell(story: Story): Promise<JsonObject[]> {
  const { output, text } = story.context;
  const told: JsonObject[] = [];
  for (const [index, name] of STEPS.entries()) {
    output.line(`\n[${index + 1}/${STEPS.length}] ${name}: ${text(`demo.step-${name}`)}`);
    const began = performance.now();
    const lines = await RUN[name](story).catch((error: unknown) => {
      throw named(name, error);
    });
    for (const line of lines) output.line(indented(line));
    told.push({ milliseconds: Math.round(performance.now() - began), step: name });
  }
  return told;
}

/** The error of a step says which step it was. */
function named(step: StepName, thrown: unknown): OnceError {
  const error = toOnceError(thrown);
  const { transactionId } = error;
  return new OnceError(error.code, {
    detail: `step ${step}: ${error.detail}`,
    cause: thrown,
    ...(transactionId === undefined ? {} : { transactionId }),
  });
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `      ${line}`.trimEnd())
    .join('\n');
}
