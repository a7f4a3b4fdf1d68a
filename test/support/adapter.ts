import { generateSigningKey, signAct } from '@onceledger/chaincode/crypto';
import {
  digestOf,
  keyId,
  parseActor,
  parseIdempotencyKey,
  parseLedgerId,
  parseOrganizationId,
  parseTimestamp,
  type ActKind,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { connectLedger, type Ledger, type LedgerOptions } from '@onceledger/gateway';
import type { FakeFabric } from './fake-fabric.js';

const { jwk, privateKey } = generateSigningKey();
export const signingKey = privateKey;
const PEM = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const LEDGER = parseLedgerId(`once:${'A'.repeat(43)}`);
export const ORGANIZATIONS = ['tax', 'commerce', 'market-regulation'].map((id) => parseOrganizationId(id));
export const [ABORTED, UNAVAILABLE, FAILED_PRECONDITION] = [10, 14, 9];
export const [VALID, MVCC_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE] = [0, 11, 10];

/** A signed act of tax; nothing here looks at whether it makes sense. */
export function act(
  target: string,
  kind: ActKind = 'declaration.declare',
  body: object = { target },
): SignedAct {
  const json = JSON.parse(JSON.stringify(body)) as SignedAct['body'];
  const payload = {
    act: kind,
    actor: parseActor('agency:tax'),
    body: digestOf(json),
    idempotencyKey: parseIdempotencyKey('0123456789abcdef'),
    issuedAt: parseTimestamp('2026-01-01T00:00:00.000Z'),
    ledger: LEDGER,
    notAfter: parseTimestamp('2026-01-01T01:00:00.000Z'),
    target,
  };
  return { body: json, jws: signAct(payload, keyId(jwk), privateKey) };
}

/** Adapters over fakes, closed together. */
export class Adapters {
  readonly #open: Ledger[] = [];

  connect(fake: FakeFabric, options: Partial<LedgerOptions> = {}): Ledger {
    const opened = connectLedger({
      certificate: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
      channel: 'once',
      client: fake.client,
      commitTimeout: 100,
      ledger: LEDGER,
      mspId: 'tax',
      organization: ORGANIZATIONS[0]!,
      organizations: ORGANIZATIONS,
      privateKey: PEM,
      ...options,
    });
    this.#open.push(opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0)) await one.close();
  }
}
