/** Ten ways in which a text could stand in a file. */
const ENCODERS: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  'base64, first byte on a boundary': (text) => base64(text, 0),
  'base64, shifted by one': (text) => base64(text, 1),
  'base64, shifted by two': (text) => base64(text, 2),
  hexadecimal: (text) => Buffer.from(Buffer.from(text).toString('hex')),
  'hexadecimal, upper case': (text) => Buffer.from(Buffer.from(text).toString('hex').toUpperCase()),
  'percent-encoded': (text) =>
    Buffer.from(
      [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
    ),
  'JSON escapes': (text) =>
    Buffer.from(Array.from({ length: text.length }, (_, unit) => escaped(text.charCodeAt(unit))).join('')),
};

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

export const ENCODINGS: readonly string[] = Object.keys(ENCODERS);

export function encodingsOf(text: string): Readonly<Record<string, Buffer>> {
  return Object.fromEntries(Object.entries(ENCODERS).map(([name, encode]) => [name, encode(text)]));
}

/** The characters that do not depend on what stands before and after the text. */
function base64(text: string, shift: number): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
  const encoded = whole.toString('base64');
  return Buffer.from(encoded.slice(Math.ceil((shift * 4) / 3) + (shift > 0 ? 1 : 0)));
}
