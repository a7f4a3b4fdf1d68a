import { fail } from '../errors/once-error.js';
import type { CatalogueEntry } from '../records/catalogue.js';
import { assertAsksOnce, itemFaults } from './item-rules.js';
import type { CatalogueLookup } from './references.js';
import { assertSchemaProfile } from './schema-profile.js';
import { typeFaults } from './type-rules.js';

/**
 * That an entry may be filed, and again that it may become effective: what it refers to exists and admits it.
 * @throws SCHEMA_UNSUPPORTED, INPUT_INVALID with every fault, ASKS_AGAIN naming type and element
 */
export function assertFileable(entry: CatalogueEntry, lookup: CatalogueLookup): void {
  if (entry.kind === 'element') {
    assertSchemaProfile(entry.body.schema, '/body/schema');
    return;
  }
  const faults =
    entry.kind === 'type' ? typeFaults(entry.id, entry.body, lookup) : itemFaults(entry.body, lookup);
  if (faults.length > 0) throw fail('INPUT_INVALID', { faults });
  if (entry.kind === 'item') assertAsksOnce(entry.body, lookup);
}
