import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The product's own data: consortium, catalogue, import maps. From dist/home/ two folders up. */
const DATA = new URL('../../data/', import.meta.url);

export const DEFAULT_CONSORTIUM = fileURLToPath(new URL('consortium.yaml', DATA));
export const DEFAULT_CATALOGUE = fileURLToPath(new URL('catalogue/', DATA));

/** The file of an import map that ships with the product, by its name (`enterprise-register`). */
export function shippedMap(name: string): string | undefined {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return undefined;
  const file = fileURLToPath(new URL(`maps/${name}.yaml`, DATA));
  return existsSync(file) ? file : undefined;
}
