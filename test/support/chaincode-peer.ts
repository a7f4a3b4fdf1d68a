import { createHash, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import { contractsFor, type ChaincodeConfiguration } from '@onceledger/chaincode';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';

/**
 * A peer in memory under the genuine ChaincodeFromContract and ChaincodeStub of fabric-shim: it answers the handler
 * methods that fabric-shim's own handler sends over gRPC. It keeps Fabric's rules: reads see what was committed before,
 * never the transaction's own writes; private data is read where the peer is a member; a paginated or rich query forbids
 * writes.
 */
const require = createRequire(import.meta.url);

interface Chaincode {
  Invoke(stub: unknown): Promise<{ status: number; message?: string; payload?: Uint8Array }>;
}
const ChaincodeFromContract = require('fabric-shim/lib/contract-spi/chaincodefromcontract.js') as new (
  contracts: unknown[],
  serializers: unknown,
) => Chaincode;
const { ChaincodeStub } = require('fabric-shim') as {
  ChaincodeStub: new (
    handler: unknown,
    channel: string,
    transactionId: string,
    input: unknown,
    proposal: unknown,
  ) => { chaincodeEvent?: { getEventName(): string; getPayload_asU8(): Uint8Array } };
};
const { JSONSerializer } = require('fabric-contract-api') as { JSONSerializer: unknown };

export interface Invocation {
  readonly name: string;
  readonly args: readonly string[];
  readonly transient?: Readonly<Record<string, string>>;
  /** The client's organization. */
  readonly organization: string;
  /** Milliseconds. */
  readonly time: number;
  readonly channel?: string;
}
export interface Answer {
  readonly status: number;
  readonly message: string;
  readonly payload: string;
  readonly event?: { readonly name: string; readonly payload: string };
  readonly reads: readonly string[];
  readonly scans: number;
  readonly writes: readonly Write[];
}
interface Write {
  readonly collection: string;
  readonly key: string;
  /** Absent: deleted or purged. */
  readonly value?: Buffer;
}

export class ChaincodePeer {
  /** `collection` → key → value; '' is the public state. */
  readonly state = new Map<string, Map<string, Buffer>>();
  readonly #chaincode: Chaincode;
  readonly #organization: string;

  constructor(
    configuration: ChaincodeConfiguration,
    organization: string,
    contracts: unknown[] = contractsFor(configuration),
  ) {
    this.#organization = organization;
    this.#chaincode = new ChaincodeFromContract(contracts, {
      transaction: 'jsonSerializer',
      serializers: { jsonSerializer: JSONSerializer },
    });
  }

  /** Simulates; nothing is written before `commit`. */
  async simulate(invocation: Invocation): Promise<Answer> {
    const channel = invocation.channel ?? 'once';
    const transactionId = randomBytes(32).toString('hex');
    const input = new peer.ChaincodeInput();
    input.setArgsList([invocation.name, ...invocation.args].map((text) => Buffer.from(text)));
    const simulation = new Simulation(this.state, this.#organization);
    const stub = new ChaincodeStub(
      simulation,
      channel,
      transactionId,
      input,
      proposalOf(invocation, channel),
    );
    const answer = await this.#chaincode.Invoke(stub);
    const event = stub.chaincodeEvent;
    return {
      status: answer.status,
      message: answer.message ?? '',
      payload: Buffer.from(answer.payload ?? []).toString(),
      ...(event === undefined
        ? {}
        : {
            event: { name: event.getEventName(), payload: Buffer.from(event.getPayload_asU8()).toString() },
          }),
      reads: simulation.reads,
      scans: simulation.scans,
      writes: simulation.writes,
    };
  }

  commit(writes: readonly Write[]): void {
    for (const { collection, key, value } of writes) {
      const values = this.state.get(collection) ?? new Map<string, Buffer>();
      this.state.set(collection, values);
      if (value === undefined) values.delete(key);
      else values.set(key, value);
    }
  }
}

/** The handler: what fabric-shim asks its peer. */
class Simulation {
  readonly reads: string[] = [];
  readonly writes: Write[] = [];
  scans = 0;
  #paginated = false;
  readonly #state: ReadonlyMap<string, ReadonlyMap<string, Buffer>>;
  readonly #organization: string;

  constructor(state: ReadonlyMap<string, ReadonlyMap<string, Buffer>>, organization: string) {
    this.#state = state;
    this.#organization = organization;
  }

  handleGetState(collection: string, key: string): Promise<Buffer> {
    if (collection.startsWith('_implicit_org_') && collection !== `_implicit_org_${this.#organization}`) {
      return Promise.reject(new Error(`GET_STATE failed: private data of ${collection} is not available`));
    }
    this.reads.push(collection === '' ? key : `${collection}:${key}`);
    return Promise.resolve(this.#state.get(collection)?.get(key) ?? Buffer.alloc(0));
  }

  handlePutState(collection: string, key: string, value: Uint8Array): Promise<Buffer> {
    return this.#write({ collection, key, value: Buffer.from(value) });
  }

  handleDeleteState(collection: string, key: string): Promise<Buffer> {
    return this.#write({ collection, key });
  }

  handlePurgeState(collection: string, key: string): Promise<Buffer> {
    return this.#write({ collection, key });
  }

  handleGetPrivateDataHash(collection: string, key: string): Promise<Buffer> {
    const value = this.#state.get(collection)?.get(key);
    return Promise.resolve(
      value === undefined ? Buffer.alloc(0) : createHash('sha256').update(value).digest(),
    );
  }

  handleGetStateByRange(
    collection: string,
    start: string,
    end: string,
    _channel: string,
    _transaction: string,
    metadata?: Uint8Array,
  ): Promise<{ iterator: unknown }> {
    this.scans += 1;
    if (metadata !== undefined) this.#paginated = true;
    const found = [...(this.#state.get(collection) ?? [])]
      .filter(([key]) => key >= start && (end === '' || key < end))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return Promise.resolve({ iterator: iteratorOf(found) });
  }

  handleGetQueryResult(): Promise<never> {
    this.#paginated = true;
    return Promise.reject(new Error('GET_QUERY_RESULT failed: ExecuteQuery not supported for leveldb'));
  }

  handleGetHistoryForKey(): Promise<never> {
    return Promise.reject(new Error('GET_HISTORY_FOR_KEY failed: no history in this peer'));
  }

  handleGetStateMetadata(): Promise<Record<string, never>> {
    return Promise.resolve({});
  }

  handlePutStateMetadata(): Promise<never> {
    return Promise.reject(new Error('PUT_STATE_METADATA failed: no key-level policies in this peer'));
  }

  handleInvokeChaincode(name: string): Promise<never> {
    return Promise.reject(new Error(`INVOKE_CHAINCODE failed: ${name} is not on this peer`));
  }

  handleQueryStateNext(): Promise<never> {
    return Promise.reject(new Error('QUERY_STATE_NEXT failed: every page is whole'));
  }

  handleQueryStateClose(): Promise<Buffer> {
    return Promise.resolve(Buffer.alloc(0));
  }

  #write(write: Write): Promise<Buffer> {
    if (this.#paginated) {
      return Promise.reject(
        new Error('PUT_STATE failed: txid has already performed a paginated query. Writes are not allowed'),
      );
    }
    this.writes.push(write);
    return Promise.resolve(Buffer.alloc(0));
  }
}

function iteratorOf(found: readonly (readonly [string, Buffer])[]) {
  const values = found.values();
  return {
    next: () => {
      const next = values.next();
      if (next.done === true) return Promise.resolve({ done: true });
      const entry = new ledger.queryresult.KV();
      entry.setKey(next.value[0]);
      entry.setValue(next.value[1]);
      return Promise.resolve({
        done: false,
        value: { key: entry.getKey(), value: Buffer.from(entry.getValue_asU8()) },
      });
    },
    close: () => Promise.resolve(),
  };
}

/** A signed proposal as a peer hands it to the chaincode; its signature was the peer's to verify. */
export function proposalOf(
  { organization, time, transient = {} }: Invocation,
  channel: string,
): peer.SignedProposal {
  const creator = new msp.SerializedIdentity();
  creator.setMspid(organization);
  creator.setIdBytes(Buffer.from(CERTIFICATE));
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator.serializeBinary());
  signatureHeader.setNonce(randomBytes(24));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setChannelId(channel);
  const timestamp = new timestamps.Timestamp();
  timestamp.setSeconds(Math.floor(time / 1000));
  timestamp.setNanos((time % 1000) * 1_000_000);
  channelHeader.setTimestamp(timestamp);
  const header = new common.Header();
  header.setSignatureHeader(signatureHeader.serializeBinary());
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(Buffer.from('input'));
  for (const [name, value] of Object.entries(transient)) {
    payload.getTransientmapMap().set(name, Buffer.from(value));
  }
  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  proposal.setPayload(payload.serializeBinary());
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposal.serializeBinary());
  return signed;
}

/** Of nobody: fabric-shim parses it, contracts look at the organization alone. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBvzCCAWWgAwIBAgIUMwemmS28lLicLpDkK+o55WDA4A0wCgYIKoZIzj0EAwIw
NDEQMA4GA1UECgwHZXhhbXBsZTEPMA0GA1UECwwGY2xpZW50MQ8wDQYDVQQDDAZj
bGllbnQwIBcNMjYxMTIyMDMxNDQwWhgPMjEyNjEwMjkwMzE0NDBaMDQxEDAOBgNV
BAoMB2V4YW1wbGUxDzANBgNVBAsMBmNsaWVudDEPMA0GA1UEAwwGY2xpZW50MFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEADVXpdUFC1EOefIooGS3qwyAxytCECAK
v2oVnb2z8t7TJYnamB/DDInWhOqgfRuYFlfPUh+uzcQrOpqTB/MZ36NTMFEwHQYD
VR0OBBYEFGJ9mEQcSBkxNm7bS4GD0nwHJwMeMB8GA1UdIwQYMBaAFGJ9mEQcSBkx
Nm7bS4GD0nwHJwMeMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIh
AN+Uu8a4voyBNFXcWanh74sTrXSe5Ytfm7a8tqUx1U1PAiAteVRiGEsxm4YyeFE+
ZRcHdLth0FN0KXE6R4OvgqvmIQ==
-----END CERTIFICATE-----
`;
