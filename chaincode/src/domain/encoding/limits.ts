/** Every JSON document, line of JSONL and act from outside: UTF-8 bytes. */
export const MAX_JSON_BYTES = 1024 * 1024;
/** Arrays and objects inside each other. */
export const MAX_DEPTH = 32;

/** Whether `text` has at most `limit` bytes in UTF-8, found without encoding it. */
export function isWithinBytes(text: string, limit: number): boolean {
  // One UTF-16 code unit is at most three bytes and at least one.
  if (text.length * 3 <= limit) return true;
  if (text.length > limit) return false;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes <= limit;
}
