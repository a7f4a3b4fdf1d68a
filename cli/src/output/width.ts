/** Columns that a text takes on a terminal: characters of East Asian scripts and full-width forms take two (UAX #11). */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

export function displayWidth(text: string): number {
  return Array.from(text, (character) => (WIDE.test(character) ? 2 : 1)).reduce(
    (sum: number, width) => sum + width,
    0,
  );
}
