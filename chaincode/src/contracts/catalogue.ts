import { entryRef, fail, parseCatalogueRecord, parseEntryId, type CatalogueRecord } from '../domain/index.js';
import {
  catalogueHeadKey,
  catalogueKey,
  Info,
  LedgerContext,
  Returns,
  Transaction,
  type Stored,
} from '../ledger/index.js';
import type { Services } from './call.js';
import { OnceContract } from './once-contract.js';
import { list, parseVersion, show } from './queries/answers.js';
import { approveEntry, fileEntry, retireEntry } from './rules/catalogue-rules.js';

@Info({
  title: 'catalogue',
  description: 'Data elements, declaration types and service items, each versioned',
})
export class CatalogueContract extends OnceContract {
  constructor(services: Services) {
    super('catalogue', services);
  }

  @Transaction()
  @Returns('string')
  async file(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, fileEntry, act, body);
  }

  @Transaction()
  @Returns('string')
  async approve(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, approveEntry, act, body);
  }

  @Transaction()
  @Returns('string')
  async retire(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, retireEntry, act, body);
  }

  /** Without a version the one in effect, otherwise the latest. */
  @Transaction(false)
  @Returns('string')
  async show(context: LedgerContext, entryId: string, version: string): Promise<string> {
    const id = parseEntryId(entryId);
    if (version !== '')
      return await show(context.transaction, catalogueKey(entryRef(id, parseVersion(version))));
    const { effective, latest } = (await context.transaction.state.get(catalogueHeadKey(id))).value;
    return await show(context.transaction, catalogueKey(entryRef(id, effective ?? latest)));
  }

  /** Every version of every entry, or of those of one kind. */
  @Transaction(false)
  @Returns('string')
  async list(context: LedgerContext, kind: string): Promise<string> {
    if (!['', 'element', 'type', 'item'].includes(kind))
      throw fail('INPUT_INVALID', 'kind is element, type or item');
    return await list(ofKind(context.transaction.state.scan('catalogue', [], parseCatalogueRecord), kind));
  }
}

async function* ofKind(
  records: AsyncIterable<Stored<CatalogueRecord>>,
  kind: string,
): AsyncIterable<Stored<CatalogueRecord>> {
  for await (const record of records) {
    if (kind === '' || record.value.entry.kind === kind) yield record;
  }
}
