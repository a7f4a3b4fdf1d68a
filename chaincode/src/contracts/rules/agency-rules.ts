import {
  digestOf,
  fail,
  parseBootstrapBody,
  parseCanonical,
  type AgencyBody,
  type AgencyKey,
  type AgencyRecord,
  type Fault,
  type Outcome,
  type SettingsRecord,
  type Timestamp,
} from '../../domain/index.js';
import { agencyKey, describe, settingsKey, type LedgerTransaction } from '../../ledger/index.js';
import { assertRole } from '../authority.js';
import type { Rule } from '../call.js';
import { invalid } from '../invalid.js';

/**
 * The one function without an act: the consortium file's digest, which every endorser has in its configuration, stands
 * for one. @throws INPUT_INVALID, CONSORTIUM_DIFFERS, ALREADY_BOOTSTRAPPED
 */
export async function bootstrap(transaction: LedgerTransaction, text: string): Promise<Outcome> {
  const value = parseCanonical(text);
  const { agencies, settings } = parseBootstrapBody(value);
  if (digestOf(value) !== transaction.configuration.consortium) throw fail('CONSORTIUM_DIFFERS');
  if ((await transaction.state.find(settingsKey)) !== undefined) throw fail('ALREADY_BOOTSTRAPPED');

  const common = { format: 1, acts: [], updatedAt: transaction.time } as const;
  for (const agency of agencies) {
    const record: AgencyRecord = { ...common, kind: 'agency', agency };
    transaction.state.put(agencyKey(agency.code), record);
    transaction.notices.add({ kind: 'agency', ...describe(record) });
  }
  const record: SettingsRecord = { ...common, kind: 'settings', settings };
  const stored = transaction.state.put(settingsKey, record);
  transaction.notices.add({ kind: 'settings', ...describe(record) });
  return { id: 'settings', status: 'active', record: stored.digest };
}

/** Adds an agency or replaces what is said of one. Keys are never taken away: old acts must stay verifiable. */
export const amendAgency: Rule<'agency.amend', AgencyRecord> = {
  act: 'agency.amend',
  target: (body) => body.code,
  key: (body) => agencyKey(body.code),
  existing: 'optional',
  authorize: (call) => {
    assertRole(call, 'supervisor', { region: call.act.body.region });
  },
  judge: async ({ act, actor, current, now, transaction }) => {
    const { body, signed } = act;
    if (body.code === actor.agency?.agency.code) assertStaysSupervisor(body);
    if (body.parent === body.code) throw invalid('/parent', 'must be another agency');
    if (body.parent !== undefined) await transaction.state.get(agencyKey(body.parent));
    if (current !== undefined) assertHistory(current.value, body, now);
    return { format: 1, kind: 'agency', acts: [signed], agency: body, updatedAt: now };
  },
};

/** A supervisor ends another's office, never its own: whoever did so last would leave a ledger that nobody can amend. */
function assertStaysSupervisor({ status, roles }: AgencyBody): void {
  if (status !== 'active' || !roles.some(({ role }) => role === 'supervisor')) {
    throw invalid('/roles', 'takes its own office from the supervisor who signs');
  }
}

/** What keys have signed stays verifiable: none is removed, dated anew, or ended before now. */
function assertHistory({ agency, updatedAt }: AgencyRecord, body: AgencyBody, now: Timestamp): void {
  const kept = agency.keys.flatMap((key) => keptFaults(key, body.keys, now));
  const added = body.keys.flatMap((key, index) =>
    agency.keys.some((known) => isSame(known, key)) || key.from >= updatedAt
      ? []
      : [{ path: `/keys/${String(index)}/from`, problem: 'lies before the latest change of the record' }],
  );
  if (kept.length + added.length > 0) throw fail('INPUT_INVALID', { faults: [...kept, ...added] });
}

function keptFaults(key: AgencyKey, keys: readonly AgencyKey[], now: Timestamp): Fault[] {
  const next = keys.find((other) => isSame(key, other));
  if (next === undefined)
    return [{ path: '/keys', problem: `lacks ${key.kid}: keys are ended, not removed` }];
  if (next.from !== key.from) return [{ path: '/keys', problem: `dates ${key.kid} anew` }];
  const open = key.until === undefined && (next.until === undefined || next.until >= now);
  return open || next.until === key.until ? [] : [{ path: '/keys', problem: `ends ${key.kid} in the past` }];
}

function isSame(one: AgencyKey, other: AgencyKey): boolean {
  return one.kid === other.kid && one.use === other.use;
}
