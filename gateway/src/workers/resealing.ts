import type { Outcome } from '@onceledger/chaincode/domain';
import type { Committed, Ledger } from '../ledger/ledger.js';
import type { ReadyAct } from '../services/declare.js';
import { submitEach, targetOf } from '../services/submit-each.js';
import type { BatchResult } from '../services/types.js';
import { Group } from './group.js';

/** Acts `custody.reseal` on their way to the ledger: what a register brings is taken into custody many a transaction. */
export type Resealing = Group<ReadyAct, Committed<Outcome>>;

const ACTS = 250;

export function resealingOn(ledger: Ledger): Resealing {
  return new Group(async (acts) => {
    const [only] = acts;
    if (acts.length === 1 && only !== undefined)
      return [{ result: await ledger.submit(only.act, only.options) }];
    const results = new Map<ReadyAct, BatchResult>();
    for (const round of rounds(acts)) {
      const submitted = await submitEach(ledger, 'custody.reseal', round);
      for (const [index, result] of submitted.entries()) {
        const act = round[index];
        if (act !== undefined) results.set(act, result);
      }
    }
    return acts.map((act) => settled(results.get(act)));
  }, ACTS);
}

/** No two acts of a batch concern one declaration: another version of it goes with the next. */
function rounds(acts: readonly ReadyAct[]): readonly (readonly ReadyAct[])[] {
  const found: ReadyAct[][] = [];
  const seen = new Map<string, number>();
  for (const ready of acts) {
    const target = targetOf(ready.act);
    const round = seen.get(target) ?? 0;
    seen.set(target, round + 1);
    (found[round] ??= []).push(ready);
  }
  return found;
}

function settled(result: BatchResult | undefined) {
  if (result !== undefined && 'committed' in result) return { result: result.committed };
  return { error: result?.error ?? new Error('an act got no result') };
}
