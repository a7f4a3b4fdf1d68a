/** A pattern outside the profile; the message is a fault's problem. */
export class Unsupported extends Error {}

/** A part of a pattern: in how many ways a text can go through it, and the most characters that one of them takes. */
export interface Part {
  readonly ways: number;
  readonly longest: number;
}

const MAX_REPEATS = 1000;
const MAX_GROUPS = 8;
/** Far above every limit, far below where numbers stop being exact. */
const CEILING = 1e12;
const CHARACTER: Part = { ways: 1, longest: 1 };
const ANCHORED = 'must be anchored: ^…$ around the whole, or around each alternative';

/** Reads a pattern by the profile's grammar. @throws Unsupported */
export class PatternReader {
  readonly #source: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = Array.from(source);
  }

  /** Every alternative of the whole pattern is anchored at both ends, so that it is tried at one place only. */
  read(): Part {
    let whole: Part = { ways: 0, longest: 0 };
    do {
      this.#expect('^', ANCHORED);
      whole = either(whole, this.#sequence());
      this.#expect('$', ANCHORED);
    } while (this.#take('|'));
    if (this.#peek() !== undefined) throw new Unsupported('has something after its end');
    return whole;
  }

  #sequence(): Part {
    let whole: Part = { ways: 1, longest: 0 };
    for (let next = this.#peek(); next !== undefined && !'|)$'.includes(next); next = this.#peek()) {
      whole = both(whole, this.#repeated(this.#atom()));
    }
    return whole;
  }

  #atom(): Part {
    const next = this.#next();
    if (next === '(') return this.#group();
    if (next === '[') return this.#characterClass();
    if (next === '\\') return this.#escape();
    if ('^*+?{}]'.includes(next)) throw new Unsupported(`has ${next} where it does not admit it`);
    return CHARACTER;
  }

  #group(): Part {
    if (this.#take('?')) this.#expect(':', 'must not use lookaround or named groups');
    if (++this.#depth > MAX_GROUPS) throw new Unsupported('nests groups too deeply');
    let whole = this.#sequence();
    while (this.#take('|')) whole = either(whole, this.#sequence());
    this.#expect(')', 'has a group without its end, or an anchor inside a group');
    this.#depth -= 1;
    return whole;
  }

  #characterClass(): Part {
    this.#take('^');
    for (let next = this.#next(); next !== ']'; next = this.#next()) {
      if (next === '\\') this.#escape();
    }
    return CHARACTER;
  }

  #escape(): Part {
    const escaped = this.#next();
    if (/[pP]/.test(escaped)) {
      throw new Unsupported(String.raw`must not use \p: its meaning differs between versions of Unicode`);
    }
    if (/[0-9k]/.test(escaped)) throw new Unsupported('must not use back-references');
    if (/[A-Za-z]/.test(escaped) && !'dDwW'.includes(escaped)) {
      throw new Unsupported(`must not use \\${escaped}`);
    }
    return CHARACTER;
  }

  #repeated(part: Part): Part {
    const next = this.#peek();
    if (next === '*' || next === '+') {
      throw new Unsupported(`must bound its repetitions: {n,m} instead of ${next}`);
    }
    const [least, most] = this.#take('?') ? [0, 1] : this.#take('{') ? this.#bounds() : [1, 1];
    if (this.#peek() === '?') throw new Unsupported('must not use lazy repetitions');
    if (part.ways > 1 && most > least && most > 1) {
      throw new Unsupported('must not nest one variable repetition in another');
    }
    return times(part, least, most);
  }

  #bounds(): readonly [number, number] {
    const least = this.#number();
    const most = this.#take(',') ? this.#number() : least;
    this.#expect('}', 'has a malformed repetition');
    if (least > most || most > MAX_REPEATS) {
      throw new Unsupported(`must repeat at most ${MAX_REPEATS} times`);
    }
    return [least, most];
  }

  #number(): number {
    let digits = '';
    for (let next = this.#peek(); next !== undefined && /[0-9]/.test(next); next = this.#peek()) {
      digits += this.#next();
    }
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

function either(one: Part, other: Part): Part {
  return capped(one.ways + other.ways, Math.max(one.longest, other.longest));
}

function both(first: Part, second: Part): Part {
  return capped(first.ways * second.ways, first.longest + second.longest);
}

/** Ways: the sum of ways^k for k from least to most. */
function times({ ways, longest }: Part, least: number, most: number): Part {
  let total = 0;
  for (let k = least; k <= most && total < CEILING; k += 1) total += ways ** k;
  return capped(total, longest * most);
}

function capped(ways: number, longest: number): Part {
  return { ways: Math.min(ways, CEILING), longest: Math.min(longest, CEILING) };
}
