import { PatternReader, Unsupported } from './pattern-reader.js';
import { SCHEMA_LIMITS } from './schema-limits.js';

/** UTF-16 units of a pattern's source. */
export const MAX_PATTERN = 500;
/** Steps that matching one string may take at the worst: ways through the pattern × characters of the longest. */
export const MAX_WORK = 1_000_000;

/**
 * Patterns of the schema profile are a small part of ECMA-262 regular expressions whose cost is known before they run: a
 * backtracking engine goes each way through an anchored pattern at most once. docs/spec/schema-profile.md, "Patterns".
 * @returns what is wrong, or the steps that matching may take at the worst
 */
export function patternCost(source: string): { readonly problem: string } | { readonly work: number } {
  if (source.length > MAX_PATTERN) return { problem: `must have at most ${MAX_PATTERN} characters` };
  try {
    const { ways, longest } = new PatternReader(source).read();
    if (longest > SCHEMA_LIMITS.stringLength) {
      return { problem: `must match at most ${SCHEMA_LIMITS.stringLength} characters` };
    }
    const work = ways * (longest + 1);
    // The reader's grammar is a part of the language's own; this confirms it, in the mode in which the pattern will run.
    new RegExp(source, 'u');
    return work > MAX_WORK ? { problem: 'has too many ways to match; narrow its repetitions' } : { work };
  } catch (error) {
    if (error instanceof Unsupported) return { problem: error.message };
    if (error instanceof SyntaxError) return { problem: 'is not a regular expression' };
    throw error;
  }
}

/** What is wrong with a pattern, or undefined where it keeps to the profile. */
export function patternProblem(source: string): string | undefined {
  const cost = patternCost(source);
  return 'problem' in cost ? cost.problem : undefined;
}
