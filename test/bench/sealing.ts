import { generateSigningKey } from '@onceledger/chaincode/crypto';
import {
  commit,
  commitmentContext,
  declarationId,
  entryRef,
  keyId,
  parseActor,
  parseClaimPath,
  parseDeclarantId,
  parseEntryId,
  parseSalt,
  toBase64url,
  type ClaimPath,
  type JsonValue,
  type LedgerId,
  type SaltedClaim,
} from '@onceledger/chaincode/domain';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { seal, type Recipient } from '@onceledger/gateway';
import { randomBytes } from 'node:crypto';
import { median } from './costs.js';
import type { Measured } from './report.js';

const ROUNDS = 9;
const REPEATS = 50;
const PRIVATE = [
  'bankAccount',
  'contributions',
  'legalRepresentative.idNumber',
  'legalRepresentative.telephone',
];

/** A licence's private claims, salted, committed and sealed to declarant and custodian: CPU of one. */
export async function benchSealing(): Promise<readonly Measured[]> {
  const { uscc, licence } = fictionalEnterprise(3, 1);
  const recipients = [newRecipient(`declarant:${uscc}`), newRecipient('agency:market-regulation')];
  const runs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.cpuUsage();
    for (let repeat = 0; repeat < REPEATS; repeat += 1) await sealOnce(uscc, licence, recipients);
    const { system, user } = process.cpuUsage(start);
    runs.push((system + user) / 1000 / REPEATS);
  }
  return [{ name: 'sealing a licence to two recipients, CPU', runs, unit: 'ms', value: median(runs) }];
}

function newRecipient(owner: string): Recipient {
  const { jwk } = generateSigningKey();
  return { jwk, kid: keyId(jwk), owner: parseActor(owner) };
}

async function sealOnce(
  uscc: string,
  licence: Readonly<Record<string, JsonValue>>,
  recipients: readonly Recipient[],
): Promise<void> {
  const claims: Record<ClaimPath, SaltedClaim> = {};
  for (const name of PRIVATE)
    claims[parseClaimPath(name)] = {
      salt: parseSalt(toBase64url(randomBytes(16))),
      value: licence[name] ?? null,
    };
  const type = parseEntryId('business-licence');
  const declarant = parseDeclarantId(uscc);
  const context = commitmentContext({
    declarant,
    declaration: declarationId(type, declarant),
    // Any ledger: what is measured does not depend on it.
    ledger: `bench:${toBase64url(randomBytes(32))}` as LedgerId,
    type: entryRef(type, 1),
    version: 1,
  });
  const { commitment } = commit(context, claims);
  await seal(claims, recipients, { commitment, context });
}
