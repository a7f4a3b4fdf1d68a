import {
  fail,
  parseAct,
  splitActor,
  type AgencyCode,
  type AgencyRecord,
  type CatalogueEntry,
  type CatalogueRecord,
  type SignedAct,
} from '../../domain/index.js';

/** Whether the item names this agency as a provider that approves it for conditional claims. */
export function isApprover({ agency }: AgencyRecord, record: CatalogueRecord | undefined): boolean {
  return record !== undefined && approversOf(record.entry).includes(agency.code);
}

/** What an item says of its approvals, its providers' own acts must say, too. @throws STATE_CONFLICT */
export function assertApprovals(entry: CatalogueEntry, acts: readonly SignedAct[]): void {
  const signers = acts
    .map(({ jws }) => parseAct(jws).payload)
    .filter(({ act }) => act === 'catalogue.approve')
    .map(({ actor }) => splitActor(actor).agency);
  const missing = approversOf(entry).filter((code) => !signers.includes(code));
  if (missing.length > 0) {
    throw fail(
      'STATE_CONFLICT',
      `${entry.id} names in approvedBy who has not approved it yet: ${missing.join(', ')}`,
    );
  }
}

function approversOf(entry: CatalogueEntry): readonly AgencyCode[] {
  return entry.kind === 'item' ? entry.body.approvedBy : [];
}
