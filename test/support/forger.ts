process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';
import { connect, hash, type ConnectOptions } from '@hyperledger/fabric-gateway';
import { contractsFor, type ChaincodeConfiguration } from '@onceledger/chaincode';
import { signAct } from '@onceledger/chaincode/crypto';
import {
  canonicalBytes,
  canonicalize,
  CHAINCODE_NAME,
  digest,
  digestOf,
  parseActor,
  parseAgencyCode,
  parseIdempotencyKey,
  timestampOf,
  type ActKind,
  type Digest,
  type JsonObject,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { audit, auditBlocks, type AuditReport, type Gateway, type Ledger } from '@onceledger/gateway';
import type { Runtime } from '@onceledger/cli/runtime';
import { consortiumDigest } from '@onceledger/network';
import { readIdentity, signLowS } from '@onceledger/network/identity';
import { createPrivateKey, randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Context } from 'fabric-contract-api';
import api from 'fabric-contract-api';
import { plain, type Licensed } from './licensed.js';

/** What organizations that collude can endorse: anything at all. */
export class Forger extends api.Contract {
  constructor() {
    super('forger');
  }

  async put(ctx: Context, objectType: string, parts: string, value: string): Promise<string> {
    // The shim's own function refuses the empty part of a declaration without discriminator.
    const key = ['', objectType, ...(JSON.parse(parts) as string[]), ''].join('\u0000');
    await ctx.stub.putState(key, Buffer.from(value));
    return '{}';
  }

  async putPrivate(ctx: Context, collection: string, key: string, value: string): Promise<string> {
    await ctx.stub.putPrivateData(collection, key, Buffer.from(value));
    return '{}';
  }

  async getPrivate(ctx: Context, collection: string, key: string): Promise<string> {
    return Buffer.from(await ctx.stub.getPrivateData(collection, key)).toString();
  }
}

export const COLLUDING: readonly string[] = ['tax', 'commerce'];

/** Genuine contracts for everybody, and the forger's beside them for the two that collude. */
export function withForger(organization: string, configuration: ChaincodeConfiguration): unknown[] {
  const genuine = contractsFor(configuration);
  return COLLUDING.includes(organization) ? [...genuine, Forger] : genuine;
}

export interface ForgeryOptions {
  /** The tax agency's way to the ledger; the embedded node's where absent. */
  readonly client?: ConnectOptions['client'];
  readonly endorsers?: readonly string[];
  /** The forger's own where absent. */
  readonly contract?: string;
}

/** Writes a record past every contract, endorsed by both unless told otherwise. */
export function forgeRecord(
  runtime: Runtime,
  objectType: string,
  parts: readonly string[],
  record: JsonObject,
  options: ForgeryOptions = {},
): Promise<void> {
  return forge(runtime, ['put', objectType, JSON.stringify(parts), canonicalize(record)], options);
}

/** Calls the forger's contract, or another, as the tax agency's client. */
export async function forge(
  runtime: Runtime,
  [name = '', ...args]: readonly string[],
  { client, contract: called = 'forger', endorsers = COLLUDING }: ForgeryOptions,
): Promise<void> {
  const [organization = ''] = COLLUDING;
  const id = runtime.consortium.organizations.find((one) => one.id === organization)!.id;
  const identity = await readIdentity(path.join(runtime.home, 'organizations', organization, 'msp'), id);
  const key = createPrivateKey(identity.privateKey);
  const gateway = connect({
    client: client ?? runtime.node!.client(id),
    hash: hash.none,
    identity: { credentials: Buffer.from(identity.certificate), mspId: identity.mspId },
    signer: (message) => Promise.resolve(signLowS(key, message)),
  });
  try {
    const contract = gateway.getNetwork(runtime.consortium.channel).getContract(CHAINCODE_NAME, called);
    await contract.submit(name, { arguments: args, endorsingOrganizations: [...endorsers] });
  } finally {
    gateway.close();
  }
}

/** Marks the declaration attested, as tax and commerce would like it, by an act that market regulation never signed. */
export async function forgeAttestation(
  runtime: Runtime,
  { declarant, declaration }: Licensed,
  options: ForgeryOptions = {},
): Promise<void> {
  const record = await onLedger(runtime, 'declarations:show', declaration);
  const body = { basis: 'review', commitment: record['commitment']!, declaration, version: 1 };
  const act = forgedAct(runtime.gatewayOf(parseAgencyCode('tax')), {
    act: 'declaration.attest',
    actor: 'agency:market-regulation',
    body,
    previous: digestOf(record),
    target: declaration,
  });
  const acts = [...(record['acts'] as readonly JsonObject[]), plain(act)];
  const statusBy = 'agency:market-regulation';
  const forged = { ...record, acts, status: 'attested', statusBy };
  await forgeRecord(runtime, 'declaration', [declarant, 'business-licence', ''], forged, options);
  await runtime.settle();
}

/** The custodian's answer, by the tax agency's key. */
export async function forgeGrant(
  runtime: Runtime,
  reading: string,
  options: ForgeryOptions = {},
): Promise<void> {
  const record = await onLedger(runtime, 'readings:show', reading);
  const salt = 'AAAAAAAAAAAAAAAAAAAAAA';
  const body = { decision: 'granted', delivery: digestOf('made up'), reading, salt };
  const act = forgedAct(runtime.gatewayOf(parseAgencyCode('tax')), {
    act: 'reading.answer',
    actor: 'agency:market-regulation',
    body,
    previous: digestOf(record),
    target: reading,
  });
  const acts = [...(record['acts'] as readonly JsonObject[]), plain(act)];
  const deliverBy = new Date(Date.now() + 3_600_000).toISOString();
  await forgeRecord(
    runtime,
    'reading',
    [reading],
    { ...record, acts, deliverBy, status: 'granted' },
    options,
  );
}

export async function onLedger(runtime: Runtime, query: string, id: string): Promise<JsonObject> {
  return plain((await runtime.platform.ledger.query(query, [id])) as JsonObject) as JsonObject;
}

export function auditOf(runtime: Runtime): Promise<AuditReport> {
  const { ledger } = runtime.platform;
  return audit({
    blocks: auditBlocks(ledger),
    consortium: consortiumDigest(runtime.consortium),
    ledger: ledger.id,
  });
}

/** An act in somebody's name, signed by the key of the gateway's own agency: tax, unless told otherwise. */
export function forgedAct(
  { keys, ledger }: Pick<Gateway, 'keys'> & { readonly ledger: Pick<Ledger, 'id'> },
  forged: {
    readonly act: ActKind;
    readonly actor: string;
    readonly body: JsonObject;
    readonly target: string;
    readonly previous?: Digest;
    readonly signer?: string;
  },
): SignedAct {
  const key = keys.current(parseActor(forged.signer ?? 'agency:tax'), 'sign')!;
  const now = Date.now();
  const payload = {
    act: forged.act,
    actor: parseActor(forged.actor),
    body: digest(canonicalBytes(forged.body)),
    idempotencyKey: parseIdempotencyKey(randomBytes(12).toString('hex')),
    issuedAt: timestampOf(now),
    ledger: ledger.id,
    notAfter: timestampOf(now + 3_600_000),
    ...(forged.previous === undefined ? {} : { previous: forged.previous }),
    target: forged.target,
  };
  return { body: forged.body, jws: signAct(payload, key.kid, keys.privateKey(key.kid)) };
}
