const LONGEST_NAME = 64;
/** Names that stand in a pointer as they are: nearly all, and parsers ask for one at each member. */
const PLAIN = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * JSON Pointer (RFC 6901) of names and indexes. Names come from outside and end up in logs: each is cut to 64 characters
 * and loses its control characters.
 */
export function toPointer(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${toToken(String(step))}`).join('');
}

function toToken(name: string): string {
  if (PLAIN.test(name)) return name;
  return name
    .slice(0, LONGEST_NAME)
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '\ufffd')
    .replace(/~/g, '~0')
    .replace(/\//g, '~1');
}
