import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ErrorCode, type ErrorKind, ERRORS, type ErrorRow, KINDS } from '@onceledger/chaincode/domain';
import { format } from 'prettier';
import { ROOT } from './sources.js';

/** Generated from the registry; `node test/dist/repository/errors-page.js` writes it. */
export const ERRORS_PAGE = 'docs/errors.md';

const INTRODUCTION = `# Errors

Every error that a command, the API or a contract can give, with its code. The code is the contract: it does not change, the words may.
The kind decides exit code, HTTP status and whether to try again. A negative answer (exit 20: verified, and it does not hold) is never a failure,
and a failure is never a negative answer.

所有错误及其代码。代码稳定不变，文字可能改进。类别决定退出码、HTTP 状态以及是否重试。

This page is generated from \`chaincode/src/domain/errors/registry.ts\`: \`npm run build && node test/dist/repository/errors-page.js\`.
`;

const RETRY: Readonly<Record<(typeof KINDS)[ErrorKind]['retry'], string>> = {
  no: 'The same again gives the same. 原样重试结果相同。',
  yes: 'Try again. 可重试。',
  'new-transaction':
    'Only `LEDGER_CONFLICT` is worth a repeat, as a new transaction. 仅 `LEDGER_CONFLICT` 可作为新交易重试。',
  resolve: 'Ask by the transaction identifier first. 请先按交易标识查询。',
  'after-repair': 'Try again after repair. 修复后可重试。',
};

/** The page as it must stand in the repository. */
export async function errorsPage(): Promise<string> {
  const used = new Set<ErrorKind>(Object.values(ERRORS).map(({ kind }) => kind));
  const sections = (Object.keys(KINDS) as ErrorKind[]).filter((kind) => used.has(kind)).map(section);
  return format([INTRODUCTION, ...sections].join('\n'), { parser: 'markdown', printWidth: 110 });
}

function section(kind: ErrorKind): string {
  const { http, exit, retry } = KINDS[kind];
  const rows = (Object.entries(ERRORS) as [ErrorCode, ErrorRow][]).filter(([, row]) => row.kind === kind);
  return [
    `## ${kind}`,
    `HTTP ${http}, exit ${exit}. ${RETRY[retry]}`,
    ['| code | what happened | what to do |', '| --- | --- | --- |', ...rows.map(tableRow)].join('\n'),
    '',
  ].join('\n\n');
}

function tableRow([code, { title, remedy }]: [ErrorCode, ErrorRow]): string {
  return `| \`${code}\` | ${title.en}<br>${title.zh} | ${remedy.en}<br>${remedy.zh} |`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(path.join(ROOT, ERRORS_PAGE), await errorsPage());
}
