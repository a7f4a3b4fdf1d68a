import { initHome, openRuntime, type Runtime } from '@onceledger/cli/runtime';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { signAct } from '@onceledger/chaincode/crypto';
import {
  agencyActor,
  canonicalBytes,
  commit,
  commitmentContext,
  declarationId,
  digest,
  entryRef,
  parseAgencyCode,
  parseCanonical,
  parseClaimPath,
  parseDeclarantId,
  parseEntryId,
  parseIdempotencyKey,
  parseSalt,
  fromUtf8,
  timestampOf,
  toBase64url,
  type ClaimPath,
  type DeclarationBody,
  type JsonObject,
  type SaltedClaim,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Ledger } from '@onceledger/gateway';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const TAX = parseAgencyCode('tax');
const TYPE = parseEntryId('tax-registration');
const PATHS = ['authority', 'code', 'registeredOn', 'taxpayerKind'].map((name) => parseClaimPath(name));

/** A fresh ledger with the default consortium and catalogue; its workers rest, so that only declaring is measured. */
export interface BenchLedger {
  readonly home: string;
  readonly runtime: Runtime;
  readonly ledger: Ledger;
  /** Signed public declarations, each of another enterprise that does not exist. */
  readonly prepare: (count: number) => SignedAct[];
  close(): Promise<void>;
}

export async function newBenchLedger(): Promise<BenchLedger> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-bench-'));
  const home = path.join(folder, 'home');
  await initHome({ home });
  const runtime = await openRuntime({ home, workers: false });
  const gateway = runtime.gatewayOf(TAX);
  let prepared = 0;
  return {
    home,
    runtime,
    ledger: gateway.ledger,
    prepare: (count) => Array.from({ length: count }, () => newDeclaration(runtime, (prepared += 1))),
    close: async () => {
      await runtime.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A signed public declaration of the tax office, of an enterprise that does not exist. */
export function newDeclaration(runtime: Runtime, index: number): SignedAct {
  const { keys, ledger } = runtime.gatewayOf(TAX);
  const actor = agencyActor(TAX);
  const key = keys.current(actor, 'sign');
  if (key === undefined) throw new Error('the home has no signing key of the tax agency');
  const body = newBody(ledger, index);
  const json = parseCanonical(fromUtf8(canonicalBytes(body))) as JsonObject;
  const now = Date.now();
  const payload = {
    act: 'declaration.declare',
    actor,
    body: digest(canonicalBytes(json)),
    idempotencyKey: parseIdempotencyKey(toBase64url(randomBytes(18))),
    issuedAt: timestampOf(now),
    ledger: ledger.id,
    notAfter: timestampOf(now + 3_600_000),
    target: body.declaration,
  } as const;
  return { body: json, jws: signAct(payload, key.kid, keys.privateKey(key.kid)) };
}

function newBody(ledger: Ledger, index: number): DeclarationBody & JsonObject {
  const { uscc, licence } = fictionalEnterprise(1, index);
  const declarant = parseDeclarantId(uscc);
  const declaration = declarationId(TYPE, declarant);
  const type = entryRef(TYPE, 1);
  const values: Readonly<Record<string, string>> = {
    authority: '样本税务所',
    code: uscc,
    registeredOn: licence.establishedOn,
    taxpayerKind: 'general',
  };
  const clear: Record<ClaimPath, SaltedClaim> = {};
  for (const claim of PATHS)
    clear[claim] = { salt: parseSalt(toBase64url(randomBytes(16))), value: values[claim] ?? null };
  const context = commitmentContext({ declarant, declaration, ledger: ledger.id, type, version: 1 });
  const { commitment } = commit(context, clear);
  // The members are JSON by their types; interfaces have no index signature.
  return {
    clear,
    commitment,
    declarant,
    declaration,
    leaves: {},
    origin: 'agency',
    sealed: false,
    type,
    version: 1,
  } as unknown as DeclarationBody & JsonObject;
}

/** Loads declarations in batches: the way to a large ledger, not what is measured. */
export async function load({ ledger, prepare }: BenchLedger, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1000)
    await ledger.submitMany('declaration.declare', prepare(Math.min(1000, count - done)));
}

/** Runs `task` over all items with so many in flight; seconds. */
export async function inFlight<T>(
  width: number,
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<number> {
  const queue = items.values();
  const start = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await task(item);
    }),
  );
  return Number(process.hrtime.bigint() - start) / 1e9;
}
