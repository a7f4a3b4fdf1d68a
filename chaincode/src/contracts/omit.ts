/** A copy without some of its members: what a new version of a record does not take over. */
export function omit<T extends object, Name extends keyof T>(
  value: T,
  ...names: readonly Name[]
): Omit<T, Name> {
  const kept = Object.entries(value).filter(([name]) => !names.some((left) => left === name));
  // Object.fromEntries forgets the members' types, which are those of T.
  return Object.fromEntries(kept) as Omit<T, Name>;
}
