import { fail, parseMandateId, type MandateRecord } from '../../domain/index.js';
import { mandateKey } from '../../ledger/index.js';
import { activeDeclarant, assertDeclarant } from '../authority.js';
import type { Rule } from '../call.js';
import { invalid } from '../invalid.js';

/** The declarant lets another act for him: himself, since a mandate is never passed on. */
export const grantMandate: Rule<'mandate.grant', MandateRecord> = {
  act: 'mandate.grant',
  target: (body) => body.mandate,
  key: (body) => mandateKey(body.mandate),
  existing: 'forbidden',
  authorize: async (call) => {
    await assertDeclarant(call, call.act.body.from);
  },
  judge: async ({ act, now, transaction }) => {
    await activeDeclarant(transaction, act.body.to);
    if (act.body.validUntil <= now) throw invalid('/validUntil', 'is past');
    return {
      format: 1,
      kind: 'mandate',
      acts: [act.signed],
      status: 'active',
      mandate: act.body,
      updatedAt: now,
    };
  },
};

/** Either side ends it. */
export const revokeMandate: Rule<'mandate.revoke', MandateRecord> = {
  act: 'mandate.revoke',
  target: (body) => body.target,
  key: (body) => mandateKey(parseMandateId(body.target, '/target')),
  existing: 'required',
  whateverStatus: true,
  authorize: async (call) => {
    const mandate = call.current?.value.mandate;
    if (mandate === undefined) throw fail('NOT_FOUND', call.act.payload.target);
    const isAgent = call.actor.declarant?.declarant === mandate.to;
    await assertDeclarant(call, isAgent ? mandate.to : mandate.from);
  },
  judge: ({ act, now, current }) => {
    if (current?.value.status !== 'active') throw fail('STATE_CONFLICT', 'the mandate is revoked already');
    return {
      ...current.value,
      acts: [...current.value.acts, act.signed],
      status: 'revoked',
      revokedAt: now,
      updatedAt: now,
    };
  },
};
