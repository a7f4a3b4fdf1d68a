import type { JsonObject, Outcome } from '@onceledger/chaincode/domain';
import type { Committed } from '@onceledger/gateway';
import type { ArgumentSpec, OptionSpec } from '../command.js';
import type { Context } from '../context.js';
import { pairs } from '../output/table.js';

/** Options that several commands take, each worded once. */
export const OPTIONS = {
  asAny: { flags: '--as <who>', help: 'option.as-any', required: true },
  asAgency: { flags: '--as <agency>', help: 'option.as-agency', required: true },
  asDeclarant: { flags: '--as <declarant>', help: 'option.as-declarant', required: true },
  declarant: { flags: '--declarant <declarant>', help: 'option.declarant', required: true },
  mandate: { flags: '--mandate <mandate>', help: 'option.mandate' },
  reason: { flags: '--reason <text>', help: 'option.reason' },
  reasonRequired: { flags: '--reason <text>', help: 'option.reason', required: true },
  data: { flags: '--data <file>', help: 'option.data', required: true },
  validUntil: { flags: '--until <date>', help: 'option.until', required: true },
} as const satisfies Record<string, OptionSpec>;

export const DECLARATION: ArgumentSpec = { name: 'declaration', help: 'argument.declaration' };

export function committedJson(committed: Committed<Outcome>): JsonObject {
  return {
    ...committed.result,
    block: Number(committed.block),
    transactionId: committed.transactionId,
  };
}

/** What was committed, where, and how to prove it later. */
export function committedText(context: Context, committed: Committed<Outcome>): string {
  const { result } = committed;
  const rows: [string, string][] = [
    [context.text('field.id'), result.id],
    [context.text('field.status'), statusText(context, result.status)],
  ];
  if (result.version !== undefined) rows.push([context.text('field.version'), String(result.version)]);
  rows.push([context.text('field.block'), String(committed.block)]);
  rows.push([context.text('field.transaction'), committed.transactionId]);
  const text = pairs(rows);
  return result.repeated === true ? `${text}\n${context.text('output.repeated')}` : text;
}

export function printCommitted(context: Context, committed: Committed<Outcome>): void {
  context.output.made(committed.result.id, committedJson(committed), () => committedText(context, committed));
}

const STATUSES = [
  'active',
  'attested',
  'closed',
  'declared',
  'effective',
  'expired',
  'filed',
  'granted',
  'lapsed',
  'open',
  'received',
  'refused',
  'rejected',
  'requested',
  'retired',
  'revoked',
  'suspended',
  'withdrawn',
] as const;

/** A status in the user's language; one that has no translation stays as it is. */
export function statusText(context: Context, status: string): string {
  const known = STATUSES.find((candidate) => candidate === status);
  return known === undefined ? status : context.text(`status.${known}`);
}
