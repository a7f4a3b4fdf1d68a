import { digits, fictionalEnterprise, pick, randomFrom } from '@onceledger/cli/fiction';

export const HEADER =
  '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址';

export interface GeneratedRegister {
  readonly csv: string;
  /** Rows that an import declares. */
  readonly good: number;
  /** Line numbers of the damaged rows, counted from 1. */
  readonly damaged: readonly number[];
}

/** A register of the shape of the public one, of enterprises that do not exist; a few rows damaged in the ways seen there. */
export function generateRegister(seed: number, good: number, damaged: number): GeneratedRegister {
  const random = randomFrom(seed);
  const lines = [HEADER];
  const damagedLines: number[] = [];
  const every = Math.max(1, Math.floor(good / Math.max(1, damaged)));
  for (let index = 0; index < good; index += 1) {
    lines.push(goodRow(seed, index, random));
    if (index % every === every - 1 && damagedLines.length < damaged) {
      lines.push(damagedRow(damagedLines.length, random));
      damagedLines.push(lines.length);
    }
  }
  return { csv: `${lines.join('\n')}\n`, good, damaged: damagedLines };
}

const CAPITALS = [
  'N/A',
  '50(万元人民币)',
  '1,000(万元人民币)',
  '14(万美元)',
  '10万人民币',
  '300(万日元)',
  '5.5(万欧元)',
] as const;

function goodRow(seed: number, index: number, random: () => number): string {
  const { licence, uscc, name } = fictionalEnterprise(seed, index);
  const kind = index % 50 === 0 ? '个人独资企业' : 'N/A';
  return [
    name,
    uscc,
    licence.establishedOn,
    kind,
    'N/A',
    `"${pick(random, CAPITALS)}"`,
    `"${licence.scope}"`,
    '样本省',
    '虚构区',
    `"${licence.address}"`,
  ].join(',');
}

/** Text in a wrong encoding, columns shifted, no code: as the public register has them. */
function damagedRow(index: number, random: () => number): string {
  const gone = '\ufffd'.repeat(6);
  const code = `9139999900${digits(random, 8)}`;
  const shifted = [
    gone,
    `${gone}353\ufffd`,
    code,
    gone,
    '2002-07-26',
    gone,
    'N/A',
    '"50(\ufffd\ufffd)"',
    'N/A',
    gone,
  ];
  switch (index % 4) {
    case 0:
      return shifted.join(',');
    case 1:
      return [...shifted, gone].join(',');
    case 2:
      return `虚构残缺公司,,2002-07-26,N/A,N/A,N/A,N/A,样本省,虚构区,"虚构路${index}号"`;
    default:
      return `虚构错码公司,${wrongCode(index)},2002-07-26,N/A,N/A,N/A,N/A,样本省,虚构区,"虚构路${index}号"`;
  }
}

/** Eighteen characters of the alphabet whose check character is wrong. */
function wrongCode(index: number): string {
  const { uscc } = fictionalEnterprise(7, index);
  return uscc.slice(0, 17) + (uscc.endsWith('0') ? '1' : '0');
}
