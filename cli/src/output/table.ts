import Table from 'cli-table3';

const NONE = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
const SIDES = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };

/** Columns aligned by two spaces, wide characters counted as two; no borders, so that it can be cut and pasted. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    chars: { ...NONE, ...SIDES, right: '', 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: [...head],
  });
  for (const row of rows) made.push([...row]);
  return trimmed(made.toString());
}

/** Names and values, one a line. */
export function pairs(rows: readonly (readonly [string, string])[]): string {
  const made = new Table({
    chars: { ...NONE, ...SIDES, right: '', 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows) made.push([...row]);
  return trimmed(made.toString());
}

function trimmed(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
