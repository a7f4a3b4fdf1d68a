/**
 * Patterns of the schema profile: a small part of ECMA-262 regular expressions whose cost is bounded before they run.
 * A backtracking engine explores each way through a pattern at most once from its anchored start, so the number of ways
 * bounds the work. docs/spec/schema-profile.md, "Patterns".
 */

/** Ways that a pattern may have. */
export const MAX_WAYS = 100_000;
/** UTF-16 units of a pattern's source. */
export const MAX_PATTERN = 500;
const MAX_REPEATS = 1000;
const MAX_GROUPS = 8;

class Unsupported extends Error {}

/** What is wrong with a pattern, or undefined where it keeps to the profile. */
export function patternProblem(source: string): string | undefined {
  if (source.length > MAX_PATTERN) return `must have at most ${MAX_PATTERN} characters`;
  try {
    const ways = new PatternReader(source).read();
    if (ways > MAX_WAYS) return 'has too many ways to match; narrow its repetitions';
    // The grammar below is a part of the language's own; this confirms it, in the mode in which it will run.
    new RegExp(source, 'u');
    return undefined;
  } catch (error) {
    if (error instanceof Unsupported) return error.message;
    if (error instanceof SyntaxError) return 'is not a regular expression';
    throw error;
  }
}

/** One atom; how many ways lead through it. */
interface Part {
  readonly ways: number;
}

class PatternReader {
  readonly #source: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = Array.from(source);
  }

  /** Every alternative of the whole pattern is anchored at both ends, so that it is tried at one place only. */
  read(): number {
    let ways = 0;
    do {
      this.#expect('^', 'must be anchored: ^…$ around the whole, or around each alternative');
      ways += this.#sequence();
      this.#expect('$', 'must be anchored: ^…$ around the whole, or around each alternative');
    } while (this.#take('|'));
    if (this.#peek() !== undefined) throw new Unsupported('has something after its end');
    return ways;
  }

  #sequence(): number {
    let ways = 1;
    for (let next = this.#peek(); next !== undefined && !'|)$'.includes(next); next = this.#peek()) {
      ways = Math.min(ways * this.#repeated(this.#atom()), MAX_WAYS + 1);
    }
    return ways;
  }

  #atom(): Part {
    const next = this.#next();
    if (next === '(') return this.#group();
    if (next === '[') return this.#characterClass();
    if (next === '\\') return this.#escape();
    if ('^*+?{}]'.includes(next)) throw new Unsupported(`has ${next} where it does not admit it`);
    return { ways: 1 };
  }

  #group(): Part {
    if (this.#take('?')) this.#expect(':', 'must not use lookaround or named groups');
    if (++this.#depth > MAX_GROUPS) throw new Unsupported('nests groups too deeply');
    let ways = this.#sequence();
    while (this.#take('|')) ways += this.#sequence();
    this.#expect(')', 'has a group without its end, or an anchor inside a group');
    this.#depth -= 1;
    return { ways };
  }

  #characterClass(): Part {
    this.#take('^');
    for (let next = this.#next(); next !== ']'; next = this.#next()) {
      if (next === '\\') this.#escape();
    }
    return { ways: 1 };
  }

  #escape(): Part {
    const escaped = this.#next();
    if (/[pP]/.test(escaped))
      throw new Unsupported(String.raw`must not use \p: its meaning differs between versions of Unicode`);
    if (/[0-9k]/.test(escaped)) throw new Unsupported('must not use back-references');
    if (/[A-Za-z]/.test(escaped) && !'dDwW'.includes(escaped))
      throw new Unsupported(`must not use \\${escaped}`);
    return { ways: 1 };
  }

  #repeated(part: Part): number {
    const next = this.#peek();
    if (next === '*' || next === '+')
      throw new Unsupported(`must bound its repetitions: {n,m} instead of ${next}`);
    const [least, most] = this.#take('?') ? [0, 1] : this.#take('{') ? this.#bounds() : [1, 1];
    if (this.#peek() === '?') throw new Unsupported('must not use lazy repetitions');
    if (part.ways > 1 && most > least && most > 1)
      throw new Unsupported('must not nest one variable repetition in another');
    return waysOf(part.ways, least, most);
  }

  #bounds(): readonly [number, number] {
    const least = this.#number();
    const most = this.#take(',') ? this.#number() : least;
    this.#expect('}', 'has a malformed repetition');
    if (least > most || most > MAX_REPEATS) throw new Unsupported(`must repeat at most ${MAX_REPEATS} times`);
    return [least, most];
  }

  #number(): number {
    let digits = '';
    for (let next = this.#peek(); next !== undefined && /[0-9]/.test(next); next = this.#peek())
      digits += this.#next();
    if (digits === '') throw new Unsupported('must bound its repetitions: {n} or {n,m}');
    return Number(digits.slice(0, 6));
  }

  #peek(): string | undefined {
    return this.#source[this.#at];
  }

  #next(): string {
    const next = this.#peek();
    if (next === undefined) throw new Unsupported('ends too early');
    this.#at += 1;
    return next;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string, problem: string): void {
    if (!this.#take(character)) throw new Unsupported(problem);
  }
}

/** Sum of ways^k for k from least to most, cut above the limit. */
function waysOf(ways: number, least: number, most: number): number {
  let total = 0;
  for (let k = least; k <= most && total <= MAX_WAYS; k += 1) total += ways ** k;
  return Math.min(total, MAX_WAYS + 1);
}
