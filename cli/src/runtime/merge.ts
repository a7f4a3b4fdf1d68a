/**
 * What several organizations see of the same records, each once: blinded bodies stand with their parties only, so one
 * gateway may know what another does not.
 */
export function mergedById<T>(lists: readonly (readonly T[])[], idOf: (item: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const list of lists) {
    for (const item of list) {
      if (!found.has(idOf(item))) found.set(idOf(item), item);
    }
  }
  return [...found.values()];
}
