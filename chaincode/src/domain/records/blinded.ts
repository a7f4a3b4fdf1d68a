import type { AnyAct, BlindedAct, SignedAct } from '../act.js';
import { digestOf } from '../encoding/digest.js';
import type { Digest } from '../ids.js';

interface Blinded {
  readonly acts: readonly AnyAct[];
}

/** What the channel has only digests of; acts that hide nothing (`reading.refuse`) come after them. */
export function hiddenActs({ acts }: Blinded): readonly BlindedAct[] {
  return acts.filter((act): act is BlindedAct => 'digest' in act);
}

/** Whether these are the acts, in their order, whose digests a blinded record has. */
export function areHidden(record: Blinded, acts: readonly SignedAct[]): boolean {
  const hidden = hiddenActs(record);
  return (
    acts.length === hidden.length && acts.every((act, index) => digestOfAct(act) === hidden[index]?.digest)
  );
}

/** What a blinded record has of the act: docs/spec/records.md. */
export function digestOfAct({ body, jws }: SignedAct): Digest {
  return digestOf({ body, jws });
}

/** The status of what has ended, by kind. */
export const ENDED = { application: 'closed', consent: 'revoked' } as const;
