import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';

export interface Row {
  readonly fault: string;
  readonly observed: string;
  readonly acknowledged: number;
}

const FILE = new URL('../../../docs/faults.md', import.meta.url);

/** docs/faults.md: what `npm run test:faults` saw. Only a whole run that passed is written down. */
export async function writeReport(version: string, rows: readonly Row[]): Promise<void> {
  const lines = rows.map(
    ({ acknowledged, fault, observed }) => `| ${fault} | ${observed} | ${acknowledged} of ${acknowledged} |`,
  );
  const text = `# Faults

\`npm run test:faults\` brings each fault upon a Fabric network of five organizations and three orderers (four for BFT) under load, and writes this page when all is as it must be: every acknowledged declaration is there, its receipt
verifies, and every organization's gateway, which validated its own peer's blocks, has the same records and no finding. Fabric ${version}, all processes on one machine.

| fault | observed | acknowledged, there, verified |
| --- | --- | --- |
${lines.join('\n')}

Crashes of custodian and collector between every two of their steps, and at every storage call of a commit: \`test/gateway/crash.test.ts\`, \`test/fault\`, on the embedded ledger.
`;
  await writeFile(FILE, await format(text, { parser: 'markdown', proseWrap: 'preserve', printWidth: 110 }));
}
