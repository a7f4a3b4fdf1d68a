import type { ReadingFacts, RefusalCode } from '@onceledger/chaincode/domain';
import { BROKEN_DECLARATIONS } from './broken-declarations.js';
import { BROKEN_GROUNDS } from './broken-grounds.js';

/** One changed fact, and the refusal that it must lead to. */
export interface BrokenFact {
  readonly what: string;
  readonly refusal: RefusalCode;
  readonly facts: ReadingFacts;
  readonly subject?: readonly string[];
}

/** Every refusal at least once. */
export const BROKEN: readonly BrokenFact[] = [...BROKEN_DECLARATIONS, ...BROKEN_GROUNDS];
