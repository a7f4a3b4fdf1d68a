import { form, results, sound } from './validation-cases-form.js';
import { creators, endorsements } from './validation-cases-parties.js';
import { ranges, reads, within } from './validation-cases-reads.js';
import type { ValidationCase } from './validation-case.js';

export { PREPARED, type ValidationCase } from './validation-case.js';

/** Every case, by what is wrong with it. They stand in one chain, in this order, behind `PREPARED`. */
export const VALIDATION_CASES: Readonly<Record<string, readonly ValidationCase[]>> = {
  'sound transactions': sound,
  'the form of a transaction': form,
  'what endorsers answered': results,
  'who created it': creators,
  'who endorsed it': endorsements,
  'what it read': reads,
  'which ranges it read': ranges,
  'what stands beside it': within,
};
