import { residentCheckCharacter, usccCheckCharacter, type JsonObject } from '@onceledger/chaincode/domain';

/**
 * People and enterprises that nobody can mistake for real ones: names say so, regions are codes that GB/T 2260 never
 * gave out (399999, 339900), check characters are right. The same seed makes the same ones.
 */
export interface FictionalEnterprise {
  readonly uscc: string;
  readonly name: string;
  /** Claims of a business licence, private ones included. */
  readonly licence: JsonObject & Readonly<Record<'address' | 'establishedOn' | 'name' | 'scope', string>>;
}

const TRADES = ['进出口', '贸易', '信息科技', '服饰', '机械设备', '文化传播', '物流', '农产品'] as const;
const SCOPES = [
  '货物进出口；技术进出口',
  '日用百货、针纺织品、服装鞋帽的销售',
  '商务咨询，会务服务',
  '机械设备的销售及租赁',
] as const;
const DISTRICTS = ['虚构区', '示例区', '样本区'] as const;

export function fictionalEnterprise(seed: number, index: number): FictionalEnterprise {
  const random = randomFrom(seed * 1_000_003 + index);
  const uscc = fictionalUscc(random, index);
  const name = `虚构${String(index).padStart(4, '0')}号${pick(random, TRADES)}有限公司`;
  return {
    uscc,
    name,
    licence: {
      address: `样本省示例市${pick(random, DISTRICTS)}虚构路${1 + Math.floor(random() * 999)}号`,
      bankAccount: { bank: '虚构银行', number: digits(random, 19) },
      capital: { amount: `${1 + Math.floor(random() * 500)}0000`, currency: 'CNY' },
      code: uscc,
      contributions: [
        { amount: `${1 + Math.floor(random() * 500)}0000`, contributor: '虚构投资人', currency: 'CNY' },
      ],
      establishedOn: dateOf(random, 2001, 20),
      kind: '有限责任公司（虚构）',
      'legalRepresentative.idNumber': fictionalResidentNumber(random),
      'legalRepresentative.telephone': `1990000${digits(random, 4)}`,
      name,
      scope: pick(random, SCOPES),
    },
  };
}

export interface FictionalPerson {
  readonly name: string;
  readonly idNumber: string;
  /** Claims of a residence. */
  readonly residence: JsonObject & Readonly<Record<'address' | 'region' | 'since', string>>;
}

export function fictionalPerson(seed: number, index: number): FictionalPerson {
  const random = randomFrom(seed * 1_000_033 + index);
  return {
    name: `虚构${String(index).padStart(4, '0')}号人`,
    idNumber: fictionalResidentNumber(random),
    residence: {
      address: `样本省示例市${pick(random, DISTRICTS)}虚构里${1 + Math.floor(random() * 99)}号`,
      region: '330106',
      since: dateOf(random, 2010, 12),
    },
  };
}

/** Uniform numbers in [0, 1) that depend on the seed alone (mulberry32); for examples and tests, never for keys. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function fictionalUscc(random: () => number, index: number): string {
  const body = `91399999${String(index % 100_000).padStart(5, '0')}${digits(random, 4)}`;
  return body + usccCheckCharacter(body);
}

function fictionalResidentNumber(random: () => number): string {
  const body = `339900${dateOf(random, 1950, 50).replaceAll('-', '')}${digits(random, 3)}`;
  return body + residentCheckCharacter(body);
}

function dateOf(random: () => number, firstYear: number, years: number): string {
  const day = Date.UTC(firstYear, 0, 1) + Math.floor(random() * years * 365) * 86_400_000;
  return new Date(day).toISOString().slice(0, 10);
}

export function digits(random: () => number, count: number): string {
  return Array.from({ length: count }, () => String(Math.floor(random() * 10))).join('');
}

export function pick<T>(random: () => number, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}
