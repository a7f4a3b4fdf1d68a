import {
  declarantKindOf,
  fail,
  keyId,
  millisecondsOf,
  parseBody,
  regionOf,
  timestampOf,
  type DeclarantId,
  type DeclarantRecord,
  type Timestamp,
  type VouchBody,
} from '../../domain/index.js';
import { declarantKey, settingsKey, type LedgerTransaction } from '../../ledger/index.js';
import { activeDeclarant, assertDeclarant, assertRole } from '../authority.js';
import type { AnyCall, Rule } from '../call.js';
import { newKey, replaceKeys, settleRecovery } from '../declarant-keys.js';
import { invalid } from '../invalid.js';
import { verifyEnrolment, verifySupport } from '../nested.js';
import { omit } from '../omit.js';
import { assertTransition } from './declarant-status.js';

/** A registrar's word that this key is this declarant's, over the declarant's own request. */
export const vouch: Rule<'declarant.vouch', DeclarantRecord> = {
  act: 'declarant.vouch',
  target: requested,
  key: (body) => declarantKey(requested(body)),
  existing: 'forbidden',
  authorize: (call) => {
    assertRegistrar(call, requested(call.act.body));
  },
  judge: async (call) => {
    const { act, transaction, now } = call;
    const id = requested(act.body);
    const { kind, key, name, parent } = await verifyEnrolment(call, act.body.request, id);
    if (parent !== undefined) await activeDeclarant(transaction, parent);
    return {
      format: 1,
      kind: 'declarant',
      acts: [act.signed],
      declarant: id,
      declarantKind: kind,
      ...(name === undefined ? {} : { name }),
      ...(parent === undefined ? {} : { parent }),
      status: 'active',
      keys: [newKey([], key, now)],
      updatedAt: now,
    };
  },
};

/** The declarant replaces his key: signed by the old one, proven by the new one. */
export const rotate: Rule<'declarant.rotate', DeclarantRecord> = {
  act: 'declarant.rotate',
  target: (body) => body.declarant,
  key: (body) => declarantKey(body.declarant),
  existing: 'required',
  authorize: async (call) => {
    await assertDeclarant(call, call.act.body.declarant);
  },
  judge: async (call) => {
    const { act, now } = call;
    const record = currentOf(call.current?.value, act.body.declarant);
    await assertProof(call, act.body);
    const { keys, recovery } = settleRecovery(record, now);
    return {
      ...omit(record, 'recovery', 'mergedInto'),
      ...(recovery === undefined ? {} : { recovery }),
      acts: [...record.acts, act.signed],
      keys: replaceKeys(keys, act.body.key, afterIssue(act.payload.issuedAt, now)),
      updatedAt: now,
    };
  },
};

/** Registrar and a second agency announce a new key; it counts after the delay unless the old key stops it. */
export const recover: Rule<'declarant.recover', DeclarantRecord> = {
  act: 'declarant.recover',
  target: (body) => body.declarant,
  key: (body) => declarantKey(body.declarant),
  existing: 'required',
  authorize: async (call) => {
    const { declarant, key, support } = call.act.body;
    const registrar = assertRegistrar(call, declarant);
    await verifySupport(call, support, { declarant, key: keyId(key), registrar });
  },
  judge: async (call) => {
    const { act, now, transaction } = call;
    const record = currentOf(call.current?.value, act.body.declarant);
    if (!['active', 'suspended'].includes(record.status)) {
      throw fail('DECLARANT_INACTIVE', `${record.declarant} is ${record.status}`);
    }
    await assertProof(call, act.body);
    const { keys, recovery } = settleRecovery(record, now);
    if (recovery !== undefined)
      throw fail('STATE_CONFLICT', `a recovery takes effect at ${recovery.effectiveAt}`);
    const effectiveAt = await afterDelay(transaction, now);
    return {
      ...omit(record, 'recovery', 'mergedInto'),
      acts: [...record.acts, act.signed],
      keys,
      recovery: {
        key: { ...newKey(keys, act.body.key, effectiveAt), recovered: true },
        announcedAt: now,
        effectiveAt,
      },
      updatedAt: now,
    };
  },
};

/** The old key says no. */
export const stopRecovery: Rule<'declarant.stop-recovery', DeclarantRecord> = {
  act: 'declarant.stop-recovery',
  target: (body) => body.declarant,
  key: (body) => declarantKey(body.declarant),
  existing: 'required',
  whateverStatus: true,
  authorize: async (call) => {
    await assertDeclarant(call, call.act.body.declarant);
  },
  judge: ({ act, now, current }) => {
    const record = currentOf(current?.value, act.body.declarant);
    const { keys, recovery } = settleRecovery(record, now);
    if (recovery === undefined) throw fail('STATE_CONFLICT', 'no recovery is pending');
    return {
      ...omit(record, 'recovery', 'mergedInto'),
      acts: [...record.acts, act.signed],
      keys,
      updatedAt: now,
    };
  },
};

export const setStatus: Rule<'declarant.set-status', DeclarantRecord> = {
  act: 'declarant.set-status',
  target: (body) => body.declarant,
  key: (body) => declarantKey(body.declarant),
  existing: 'required',
  authorize: (call) => {
    assertRegistrar(call, call.act.body.declarant);
  },
  judge: async ({ act, now, current, transaction }) => {
    const { declarant, status, mergedInto } = act.body;
    const record = currentOf(current?.value, declarant);
    assertTransition(record, status);
    if (mergedInto !== undefined) await activeDeclarant(transaction, mergedInto);
    const { keys, recovery } = settleRecovery(record, now);
    return {
      ...omit(record, 'recovery', 'mergedInto'),
      ...(recovery === undefined ? {} : { recovery }),
      ...(mergedInto === undefined ? {} : { mergedInto }),
      acts: [...record.acts, act.signed],
      keys,
      status,
      updatedAt: now,
    };
  },
};

/** The old key still counts when it signs its own end: whoever verifies the act later asks for its keys of that moment. */
function afterIssue(issuedAt: Timestamp, now: Timestamp): Timestamp {
  const next = timestampOf(millisecondsOf(issuedAt) + 1);
  return next < now ? now : next;
}

/** Whom the enrolment inside a voucher is about. */
function requested({ request }: VouchBody): DeclarantId {
  return parseBody('declarant.enrol', request.body).declarant;
}

function assertRegistrar(call: Pick<AnyCall, 'actor'>, declarant: DeclarantId) {
  return assertRole(call, 'registrar', {
    declarantKind: declarantKindOf(declarant),
    region: regionOf(declarant),
  });
}

async function assertProof(
  call: AnyCall,
  body: {
    declarant: DeclarantId;
    key: Parameters<typeof keyId>[0];
    proof: Parameters<typeof verifyEnrolment>[1];
  },
): Promise<void> {
  const proof = await verifyEnrolment(call, body.proof, body.declarant);
  if (keyId(proof.key) !== keyId(body.key)) throw invalid('/proof', 'proves another key');
}

function currentOf(record: DeclarantRecord | undefined, id: DeclarantId): DeclarantRecord {
  if (record === undefined) throw fail('NOT_FOUND', `declarant ${id}`);
  return record;
}

async function afterDelay({ state }: LedgerTransaction, now: Parameters<typeof millisecondsOf>[0]) {
  const { recoveryDelayHours } = (await state.get(settingsKey)).value.settings;
  return timestampOf(millisecondsOf(now) + recoveryDelayHours * 3_600_000);
}
