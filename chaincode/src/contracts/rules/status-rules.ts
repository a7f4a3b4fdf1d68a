import {
  declarationStatusAt,
  fail,
  parseAct,
  splitEntryRef,
  type DeclarationRecord,
  type DeclarationStatus,
} from '../../domain/index.js';
import { declarationKey } from '../../ledger/index.js';
import { assertDeclarant, assertRole, assertThisAgency } from '../authority.js';
import type { Call, Rule } from '../call.js';
import { typeAt } from '../entries.js';
import { omit } from '../omit.js';
import { assertAttestationReading } from './attestation-reading.js';

type StatusAct =
  | 'declaration.withdraw'
  | 'declaration.attest'
  | 'declaration.refuse'
  | 'declaration.suspend'
  | 'declaration.reinstate'
  | 'declaration.revoke';

interface Change<Kind extends StatusAct> {
  readonly act: Kind;
  readonly from: readonly DeclarationStatus[];
  readonly to: (record: DeclarationRecord) => DeclarationStatus;
  readonly authorize: (call: Call<StatusAct, DeclarationRecord>, record: DeclarationRecord) => Promise<void>;
  /** Where there are private claims, the provider must have opened them. */
  readonly opened?: true;
}

/** What attest, refuse, suspend, reinstate, revoke and withdraw have in common: the version judged, then a new status. */
function change<Kind extends StatusAct>({
  act: kind,
  from,
  to,
  authorize,
  opened,
}: Change<Kind>): Rule<Kind, DeclarationRecord> {
  return {
    act: kind,
    target: (body) => body.declaration,
    key: (body) => declarationKey(body.declaration),
    existing: 'required',
    authorize: (call) => authorize(call, recordOf(call)),
    judge: async (call) => {
      const { act, now } = call;
      const record = recordOf(call);
      assertJudged(call, record);
      const status = declarationStatusAt(record, now);
      if (!from.includes(status)) throw fail('STATE_CONFLICT', `${record.id} is ${status}`);
      if (opened === true) await assertAttestationReading(call, record);
      return {
        // A reason belongs to the status that it was given for.
        ...omit(record, 'reason'),
        acts: [...record.acts, act.signed],
        status: to(record),
        statusAt: now,
        statusBy: act.payload.actor,
        ...(act.body.reason === undefined ? {} : { reason: act.body.reason }),
        updatedAt: now,
      };
    },
  };
}

export const attest = change({
  act: 'declaration.attest',
  from: ['declared'],
  to: () => 'attested',
  authorize: assertProvider,
  opened: true,
});
export const refuse = change({
  act: 'declaration.refuse',
  from: ['declared'],
  to: () => 'refused',
  authorize: assertProvider,
  opened: true,
});
export const suspend = change({
  act: 'declaration.suspend',
  from: ['declared', 'attested'],
  to: () => 'suspended',
  authorize: assertProvider,
});
export const reinstate = change({
  act: 'declaration.reinstate',
  from: ['suspended'],
  to: statusBefore,
  authorize: assertProvider,
});
export const revoke = change({
  act: 'declaration.revoke',
  from: ['attested', 'suspended'],
  to: () => 'revoked',
  authorize: assertProvider,
});
/** Not out of a suspension: a new declaration would escape it. What an agency issued, the agency takes back. */
export const withdraw = change({
  act: 'declaration.withdraw',
  from: ['declared', 'attested'],
  to: () => 'withdrawn',
  authorize: async (call, record) => {
    if (record.origin === 'agency') await assertProvider(call, record);
    else
      await assertDeclarant(call, record.declarant, {
        action: 'withdraw',
        entries: [splitEntryRef(record.type).id],
      });
  },
});

async function assertProvider(
  call: Call<StatusAct, DeclarationRecord>,
  record: DeclarationRecord,
): Promise<void> {
  const { body: type } = await typeAt(call.transaction, record.type);
  assertThisAgency(call, type.provider, 'the provider');
  assertRole(call, 'provider', { type: splitEntryRef(record.type).id });
}

/** @throws NOT_FOUND: the role can only be judged where there is a record */
function recordOf({
  current,
  act,
}: Pick<Call<StatusAct, DeclarationRecord>, 'current' | 'act'>): DeclarationRecord {
  if (current === undefined) throw fail('NOT_FOUND', `declaration ${act.payload.target}`);
  return current.value;
}

/** The act says which version it judges, by number and commitment. @throws VERSION_CONFLICT, COMMITMENT_INVALID */
function assertJudged(
  { act: { body } }: Pick<Call<StatusAct, DeclarationRecord>, 'act'>,
  record: DeclarationRecord,
): void {
  if (body.version !== record.version)
    throw fail('VERSION_CONFLICT', `the record has version ${String(record.version)}`);
  if (body.commitment.root !== record.commitment.root) {
    throw fail('COMMITMENT_INVALID', 'the act judges another commitment than the record has');
  }
}

/** Before its suspension it was attested where an act of this version says so, or an agency issued it. */
function statusBefore({ acts, origin }: DeclarationRecord): DeclarationStatus {
  const attested = acts.some(({ jws }) => parseAct(jws).payload.act === 'declaration.attest');
  return attested || origin === 'agency' ? 'attested' : 'declared';
}
