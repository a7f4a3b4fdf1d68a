import { DEFAULT_CATALOGUE } from '@onceledger/cli/home';
import { initHome } from '@onceledger/cli/runtime';
import { parseEntryId } from '@onceledger/chaincode/domain';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Commerce reads of two custodians, and nobody else sees of whom. The service platform is no party. */
export const INSPECTION = parseEntryId('inspect-accounts');
const INSPECTION_FILE = `kind: item
id: ${INSPECTION}
version: 1
names: { en: Inspection of accounts, zh: 账户检查 }
body:
  agency: commerce
  subject: [enterprise]
  bases: [request]
  law:
    citation: { en: Made-up Act, zh: 《虚构法》 }
  reads:
    - { type: business-licence, required: true, claims: [bankAccount] }
    - { type: tax-registration, required: true, claims: [authority] }
  asks: []
  approvedBy: [market-regulation]
  confidential: true
  timeLimitDays: 5
`;

/** A home whose catalogue has the confidential item. */
export async function withConfidentialHome(use: (home: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-confidential-'));
  try {
    const catalogue = path.join(folder, 'catalogue');
    await cp(DEFAULT_CATALOGUE, catalogue, { recursive: true });
    await writeFile(path.join(catalogue, `${INSPECTION}.yaml`), INSPECTION_FILE);
    const home = path.join(folder, 'home');
    await initHome({ catalogue, home });
    await use(home);
  } finally {
    await rm(folder, { force: true, recursive: true });
  }
}
