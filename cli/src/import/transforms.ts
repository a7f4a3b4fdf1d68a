import type { JsonValue } from '@onceledger/chaincode/domain';

/** How a cell becomes a claim's value. `undefined`: the cell does not have the form. */
export const TRANSFORMS = ['text', 'date', 'capital'] as const;
export type TransformName = (typeof TRANSFORMS)[number];

export function transform(name: TransformName, cell: string): JsonValue | undefined {
  switch (name) {
    case 'text':
      return cell;
    case 'date':
      return toDate(cell);
    case 'capital':
      return toCapital(cell);
  }
}

/** `2002-01-10` and `2002/1/10`, a day that exists. */
function toDate(cell: string): string | undefined {
  const parts = /^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})$/.exec(cell);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = ''] = parts;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const milliseconds = Date.parse(`${text}T00:00:00.000Z`);
  const real = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
  return real ? text : undefined;
}

/** ISO 4217 by the names that registers use. */
const CURRENCIES: readonly (readonly [string, string])[] = [
  ['人民币', 'CNY'],
  ['美元', 'USD'],
  ['日元', 'JPY'],
  ['港币', 'HKD'],
  ['港元', 'HKD'],
  ['欧元', 'EUR'],
  ['英镑', 'GBP'],
];

/** `3,800(万元人民币)`, `14(万美元)`, `10万人民币`: amounts in units of ten thousand, exact, as decimal strings. */
function toCapital(cell: string): JsonValue | undefined {
  const parts = /^([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)(?:\.([0-9]{1,8}))?[(（]?(万?)元?(\p{L}+?)[)）]?$/u.exec(
    cell,
  );
  const currency = CURRENCIES.find(([name]) => name === parts?.[4])?.[1];
  if (parts === null || currency === undefined) return undefined;
  const [, whole = '', fraction = '', unit] = parts;
  return { amount: shifted(whole.replaceAll(',', ''), fraction, unit === '万' ? 4 : 0), currency };
}

/** Moves the decimal point to the right without ever being a binary number. */
function shifted(whole: string, fraction: string, places: number): string {
  const digits = whole + fraction.padEnd(places, '0');
  const point = whole.length + places;
  const integer = digits.slice(0, point).replace(/^0+(?=[0-9])/, '');
  const rest = digits.slice(point).replace(/0+$/, '');
  return rest === '' ? integer : `${integer}.${rest}`;
}
