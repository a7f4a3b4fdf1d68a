import { expect } from 'chai';
import { timestampOf, type ActKind, type JsonObject } from '@onceledger/chaincode/domain';
import {
  actorOf,
  declarationRecord,
  declare,
  draft,
  MARK,
  MARKET,
  newWorld,
  statusBody,
} from '../support/contract-scenes.js';
import { ENTERPRISE, type Snapshot, type World } from '../support/contract-world.js';
import { outcomeCode } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);
const MINUTE = 60_000;

type Change = 'attest' | 'refuse' | 'suspend' | 'reinstate' | 'revoke' | 'withdraw';
const ACTOR: Readonly<Record<Change, string>> = {
  attest: MARKET,
  refuse: MARKET,
  suspend: MARKET,
  reinstate: MARKET,
  revoke: MARKET,
  withdraw: OWNER,
};
const REASONED: readonly Change[] = ['refuse', 'suspend', 'revoke'];

async function change(world: World, what: Change): Promise<void> {
  const body = statusBody(world, MARK, REASONED.includes(what) ? { reason: 'A reason' } : {});
  await world.act(`declaration.${what}` as ActKind, ACTOR[what], body);
}

/** How each status comes about. `suspended` twice: what it goes back to differs. */
const STATES: Readonly<Record<string, readonly (Change | 'declare' | 'wait')[]>> = {
  none: [],
  declared: ['declare'],
  attested: ['declare', 'attest'],
  refused: ['declare', 'refuse'],
  suspended: ['declare', 'suspend'],
  'suspended after attestation': ['declare', 'attest', 'suspend'],
  withdrawn: ['declare', 'withdraw'],
  revoked: ['declare', 'attest', 'revoke'],
  expired: ['declare', 'wait'],
};

async function bring(world: World, state: string): Promise<void> {
  const steps = STATES[state] ?? [];
  const validUntil = steps.includes('wait') ? { validUntil: timestampOf(world.time + 5 * MINUTE) } : {};
  for (const step of steps) {
    if (step === 'declare') await declare(world, { type: 'trade-mark', more: validUntil });
    else if (step === 'wait') world.time += 6 * MINUTE;
    else await change(world, step);
  }
}

const S = 'STATE_CONFLICT';
const N = 'NOT_FOUND';
const A = 'ALREADY_DECLARED';
/** A status, or the code of a refusal. */
type Result = string;

/** For each status: what becomes of it by declare, amend, attest, refuse, suspend, reinstate, revoke, withdraw. */
const TABLE: Readonly<
  Record<string, readonly [Result, Result, Result, Result, Result, Result, Result, Result]>
> = {
  none: ['declared', N, N, N, N, N, N, N],
  declared: [A, 'declared', 'attested', 'refused', 'suspended', S, S, 'withdrawn'],
  attested: [A, 'declared', S, S, 'suspended', S, 'revoked', 'withdrawn'],
  refused: ['declared', S, S, S, S, S, S, S],
  suspended: [A, S, S, S, S, 'declared', 'revoked', S],
  'suspended after attestation': [A, S, S, S, S, 'attested', 'revoked', S],
  withdrawn: ['declared', S, S, S, S, S, S, S],
  revoked: ['declared', S, S, S, S, S, S, S],
  expired: ['declared', S, S, S, S, S, S, S],
};

describe('contracts: status of a declaration', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });

  const next = (): number => {
    const text = world.previous('declaration.declare', draft(world, { type: 'trade-mark' }).body);
    return text === undefined ? 1 : (declarationRecord(world, MARK)['version'] as number) + 1;
  };
  const blank: JsonObject = {
    declaration: MARK,
    version: 1,
    commitment: { root: 'A'.repeat(43), suite: 'once-sha256-1' },
  };
  const changing = (what: Change) => async (): Promise<void> => {
    if (world.previous('declaration.declare', { declaration: MARK }) !== undefined) await change(world, what);
    else
      await world.act(`declaration.${what}` as ActKind, ACTOR[what], {
        ...blank,
        ...(REASONED.includes(what) ? { reason: 'A reason' } : {}),
      });
  };
  const FUNCTIONS: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['declare', () => declare(world, { type: 'trade-mark', version: next() })],
    [
      'amend',
      () => world.act('declaration.amend', OWNER, draft(world, { type: 'trade-mark', version: next() }).body),
    ],
    ...(['attest', 'refuse', 'suspend', 'reinstate', 'revoke', 'withdraw'] as const).map(
      (what) => [what, changing(what)] as const,
    ),
  ];

  for (const [state, expected] of Object.entries(TABLE)) {
    it(`${state}: ${FUNCTIONS.map(([name], index) => `${name} → ${expected[index] ?? ''}`).join(', ')}`, async () => {
      const found: Result[] = [];
      for (const [, perform] of FUNCTIONS) {
        world.restore(start);
        await bring(world, state);
        const { code } = await outcomeCode(perform());
        found.push(code === 'ok' ? (declarationRecord(world, MARK)['status'] as string) : code);
      }
      expect(found).to.deep.equal(expected);
    });
  }
});
