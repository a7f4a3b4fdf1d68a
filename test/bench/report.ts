/** One line of the result: what was measured, and the bound that the project set itself. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Absent: reported, not judged. */
  readonly bound?: { readonly atMost?: number; readonly atLeast?: number };
  /** Single runs behind a median, where there were several. */
  readonly runs?: readonly number[];
}

export function isMet({ value, bound }: Measured): boolean {
  return value <= (bound?.atMost ?? Infinity) && value >= (bound?.atLeast ?? -Infinity);
}

export function line(measured: Measured): string {
  const { name, value, unit, bound, runs } = measured;
  const judged = bound === undefined ? '' : `  ${isMet(measured) ? 'met' : 'MISSED'}: ${boundText(bound)}`;
  const range = runs === undefined ? '' : `  (${runs.map(number).join(', ')})`;
  return `${name.padEnd(64)} ${number(value).padStart(10)} ${unit.padEnd(12)}${judged}${range}`;
}

function boundText({ atMost, atLeast }: NonNullable<Measured['bound']>): string {
  return atMost === undefined ? `at least ${String(atLeast)}` : `at most ${atMost}`;
}

function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
