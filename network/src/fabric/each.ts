import type { FabricNetwork, NetworkStep } from './network.js';

/** All at once: each start and each command waits mostly for others. Every one has ended when the first failure is thrown. */
export async function each<T>(
  { report }: Pick<FabricNetwork, 'report'>,
  step: NetworkStep,
  places: readonly T[],
  work: (place: T) => Promise<void>,
): Promise<void> {
  let done = 0;
  report(step, done, places.length);
  const outcomes = await Promise.allSettled(
    places.map(async (place) => {
      await work(place);
      done += 1;
      report(step, done, places.length);
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
