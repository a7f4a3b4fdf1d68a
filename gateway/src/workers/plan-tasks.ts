import type { AnyRecord, OrganizationId } from '@onceledger/chaincode/domain';
import type { BlockEffects, ChainStore, RecordChange } from '../replica/types.js';
import { typeBodyOf } from '../services/declaration-draft.js';
import { bodyOf } from '../verification/judge-declarations.js';
import type { PlannedTask } from './task-queue.js';

/** What one block asks of an organization. Nothing is ever done about records that do not verify. */
export async function planTasks(
  { changes }: BlockEffects,
  store: ChainStore,
  organization: OrganizationId,
): Promise<readonly PlannedTask[]> {
  const tasks: PlannedTask[] = [];
  const custodians = new Map<string, ReturnType<typeof custodianOf>>();
  const custodian = (type: string): ReturnType<typeof custodianOf> => {
    const found = custodians.get(type) ?? custodianOf(type, changes, store);
    custodians.set(type, found);
    return found;
  };
  for (const change of changes)
    if (change.genuine) tasks.push(...(await tasksOf(change, custodian, organization)));
  return tasks;
}

async function tasksOf(
  { record }: RecordChange,
  custodianOfType: (type: string) => Promise<OrganizationId | undefined>,
  organization: OrganizationId,
): Promise<readonly PlannedTask[]> {
  if (record.kind === 'declaration') {
    if (record.acts.length > 1 || !bodyOf(record).sealed) return [];
    const custodian = await custodianOfType(record.type);
    return custodian === organization ? [{ kind: 'custody', target: `${record.id}@${record.version}` }] : [];
  }
  return [...openings(record, organization), ...readingTasks(record, organization)];
}

function openings(record: AnyRecord, organization: OrganizationId): PlannedTask[] {
  const isParty = 'blinded' in record && record.parties.includes(organization);
  return isParty ? [{ kind: 'open', target: `${record.kind}/${record.id}` }] : [];
}

function readingTasks(record: AnyRecord, organization: OrganizationId): PlannedTask[] {
  if (record.kind !== 'reading') return [];
  const { custodianOrganization: custodian, id: target, requesterOrganization: requester, status } = record;
  if (status === 'requested' && custodian === organization)
    return [{ kind: 'answer', target, ...otherThan(organization, requester) }];
  if (status === 'granted' && requester === organization)
    return [{ kind: 'receive', target, ...otherThan(organization, custodian) }];
  return [];
}

function otherThan(own: OrganizationId, other: OrganizationId): Pick<PlannedTask, 'counterpart'> {
  return other === own ? {} : { counterpart: other };
}

async function custodianOf(
  type: string,
  changes: readonly RecordChange[],
  store: ChainStore,
): Promise<OrganizationId | undefined> {
  const entry = await find(['catalogue-entry', type], changes, store);
  if (entry?.kind !== 'catalogue-entry') return undefined;
  const agency = await find(['agency', typeBodyOf(entry).custodian], changes, store);
  return agency?.kind === 'agency' ? agency.agency.organization : undefined;
}

async function find(
  [kind, id]: readonly [kind: AnyRecord['kind'], id: string],
  changes: readonly RecordChange[],
  store: ChainStore,
): Promise<AnyRecord | undefined> {
  const changed = changes.findLast(({ name }) => name[0] === kind && name[1] === id);
  return changed?.record ?? (await store.record([kind, id]))?.record;
}
