import {
  OnceError,
  verifyDeclarationBody,
  type AnyRecord,
  type DeclarationRecord,
} from '@onceledger/chaincode/domain';
import { bodyOf } from '../verification/judge-declarations.js';
import { openActs } from '../verification/judge-readings.js';
import { nameOf } from '../verification/place.js';
import { verifySigned } from '../verification/signer.js';
import { findKnown } from '../evidence/prove.js';
import type { Context } from './context.js';
import type { Check, Verified } from './types.js';

/**
 * One record on state that this gateway validated: that it was committed validly, each act by a key of its time, the state
 * that follows from them, and the commitment.
 */
export async function verifyRecord(context: Context, id: string): Promise<Verified> {
  const { genuine, record } = await findKnown(context, id);
  const checks: Check[] = [
    { rule: 'committed' },
    { rule: 'form' },
    await check('acts', () => verifyActs(context, record)),
    genuine ? { rule: 'state' } : { problem: await findingOf(context, record), rule: 'state' },
    ...(record.kind === 'declaration' ? declarationChecks(context, record) : []),
  ];
  return { checks, genuine: checks.every(({ problem }) => problem === undefined), id };
}

async function verifyActs({ world }: Context, record: AnyRecord): Promise<void> {
  for (const signed of openActs(record)) await verifySigned(world, signed);
}

/** What was found when the record was written. */
async function findingOf({ readModel }: Context, record: AnyRecord): Promise<string> {
  const subject = nameOf(record).join(' ');
  const found = (await readModel.findings()).findLast((finding) => finding.subject === subject);
  return found === undefined ? 'a former state does not verify' : `${found.rule} ${found.detail}`;
}

function declarationChecks({ ledger }: Context, record: DeclarationRecord): Check[] {
  const [fault] = verifyDeclarationBody(bodyOf(record), ledger.id);
  const commitment: Check =
    fault === undefined
      ? { rule: 'commitment' }
      : { problem: `${fault.path} ${fault.problem}`, rule: 'commitment' };
  // Whether anybody attested it is its status; that an attestation holds was judged with the acts.
  return [commitment];
}

async function check(rule: Check['rule'], verify: () => Promise<void>): Promise<Check> {
  try {
    await verify();
    return { rule };
  } catch (error) {
    if (error instanceof OnceError) return { problem: `${error.code} ${error.detail}`, rule };
    throw error;
  }
}
