process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';
import { connect, hash } from '@hyperledger/fabric-gateway';
import { contractsFor, type ChaincodeConfiguration } from '@onceledger/chaincode';
import { signAct } from '@onceledger/chaincode/crypto';
import {
  canonicalBytes,
  canonicalize,
  CHAINCODE_NAME,
  digest,
  parseActor,
  parseIdempotencyKey,
  timestampOf,
  type ActKind,
  type Digest,
  type JsonObject,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Gateway } from '@onceledger/gateway';
import type { Runtime } from '@onceledger/cli/runtime';
import { readIdentity, signLowS } from '@onceledger/network/identity';
import { createPrivateKey, randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Context } from 'fabric-contract-api';
import api from 'fabric-contract-api';

/** What organizations that collude can endorse: anything at all. */
class Forger extends api.Contract {
  constructor() {
    super('forger');
  }

  async put(ctx: Context, objectType: string, parts: string, value: string): Promise<string> {
    // The shim's own function refuses the empty part of a declaration without discriminator.
    const key = ['', objectType, ...(JSON.parse(parts) as string[]), ''].join('\u0000');
    await ctx.stub.putState(key, Buffer.from(value));
    return '{}';
  }
}

export const COLLUDING: readonly string[] = ['tax', 'commerce'];

/** Genuine contracts for everybody, and the forger's beside them for the two that collude. */
export function withForger(organization: string, configuration: ChaincodeConfiguration): unknown[] {
  const genuine = contractsFor(configuration);
  return COLLUDING.includes(organization) ? [...genuine, Forger] : genuine;
}

/** Writes a record past every contract, endorsed by both. */
export async function forgeRecord(
  runtime: Runtime,
  objectType: string,
  parts: readonly string[],
  record: JsonObject,
): Promise<void> {
  const [organization = ''] = COLLUDING;
  const id = runtime.consortium.organizations.find((one) => one.id === organization)!.id;
  const identity = await readIdentity(path.join(runtime.home, 'organizations', organization, 'msp'), id);
  const key = createPrivateKey(identity.privateKey);
  const gateway = connect({
    client: runtime.node!.client(id),
    hash: hash.none,
    identity: { credentials: Buffer.from(identity.certificate), mspId: identity.mspId },
    signer: (message) => Promise.resolve(signLowS(key, message)),
  });
  try {
    const contract = gateway.getNetwork(runtime.consortium.channel).getContract(CHAINCODE_NAME, 'forger');
    await contract.submit('put', {
      arguments: [objectType, JSON.stringify(parts), canonicalize(record)],
      endorsingOrganizations: [...COLLUDING],
    });
  } finally {
    gateway.close();
  }
}

/** An act in somebody's name, signed by the tax agency's key. */
export function forgedAct(
  { keys, ledger }: Gateway,
  forged: {
    readonly act: ActKind;
    readonly actor: string;
    readonly body: JsonObject;
    readonly target: string;
    readonly previous: Digest;
  },
): SignedAct {
  const key = keys.current(parseActor('agency:tax'), 'sign')!;
  const now = Date.now();
  const payload = {
    act: forged.act,
    actor: parseActor(forged.actor),
    body: digest(canonicalBytes(forged.body)),
    idempotencyKey: parseIdempotencyKey(randomBytes(12).toString('hex')),
    issuedAt: timestampOf(now),
    ledger: ledger.id,
    notAfter: timestampOf(now + 3_600_000),
    previous: forged.previous,
    target: forged.target,
  };
  return { body: forged.body, jws: signAct(payload, key.kid, keys.privateKey(key.kid)) };
}
