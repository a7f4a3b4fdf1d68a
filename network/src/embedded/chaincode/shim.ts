import './quiet.js';
import { createRequire } from 'node:module';
import { fail } from '@onceledger/chaincode/domain';
import type { QueryResponse } from './query-iterators.js';
import type { StubHandler } from './stub-handler.js';

/**
 * The bridge to fabric-shim's genuine classes. Its types do not name what is used here (the constructor of
 * `ChaincodeStub`, `ChaincodeFromContract`), so they are described once, in this file.
 */
export interface ChaincodeStub {
  getMspID: () => string;
  readonly chaincodeEvent?: { getEventName(): string; getPayload_asU8(): Uint8Array };
}
export interface ChaincodeResponse {
  readonly status: number;
  readonly message?: string;
  readonly payload?: Uint8Array;
}
export interface Chaincode {
  Invoke(stub: ChaincodeStub): Promise<ChaincodeResponse | undefined>;
}

type StubConstructor = new (
  handler: StubHandler,
  channel: string,
  transactionId: string,
  input: { getArgsList_asU8(): Uint8Array[] },
  signedProposal: { getSignature(): Uint8Array; getProposalBytes(): Uint8Array },
) => ChaincodeStub;
type ChaincodeConstructor = new (
  contracts: unknown[],
  serializers: unknown,
  metadata: object,
  title: string,
  version: string,
) => Chaincode & {
  /** The shim's own, by name, with one member of another kind among them. */
  readonly contractImplementations: Readonly<
    Record<string, { readonly dataMarshall?: { ajv: SchemaCompiler } }>
  >;
};

type IteratorConstructor = new (
  handler: StubHandler,
  channel: string,
  transactionId: string,
  response: QueryResponse,
) => object;

const load = createRequire(import.meta.url);

function constructorIn(module: unknown, name?: string): unknown {
  const found: unknown = name === undefined ? module : Reflect.get(Object(module) as object, name);
  if (typeof found !== 'function') throw fail('INTERNAL', `fabric-shim lacks ${name ?? 'a class'}`);
  return found;
}

/**
 * For every transaction the shim parses the client's certificate anew; there are few clients and parsing costs more than a
 * signature. What was parsed is never changed.
 */
function parseCertificatesOnce(): void {
  const library: unknown = createRequire(load.resolve('fabric-shim'))('@fidm/x509');
  const Certificate = constructorIn(library, 'Certificate') as { fromPEM(pem: string): unknown };
  const parse = Certificate.fromPEM.bind(Certificate);
  const parsed = new Map<string, unknown>();
  Certificate.fromPEM = (pem) => {
    if (!parsed.has(pem)) {
      if (parsed.size >= MOST_CERTIFICATES) parsed.clear();
      parsed.set(pem, parse(pem));
    }
    return parsed.get(pem);
  };
}
const MOST_CERTIFICATES = 1024;
parseCertificatesOnce();

interface SchemaCompiler {
  compile(schema: { readonly properties: { readonly prop: object } }): unknown;
}

/** For every argument of every transaction the shim compiles the schema anew; the parameters' own objects never change. */
function rememberCompiled(ajv: SchemaCompiler): void {
  const compile = ajv.compile.bind(ajv);
  const compiled = new WeakMap<object, unknown>();
  ajv.compile = (schema) => {
    const { prop } = schema.properties;
    if (!compiled.has(prop)) compiled.set(prop, compile(schema));
    return compiled.get(prop);
  };
}
const Stub = constructorIn(load('fabric-shim'), 'ChaincodeStub') as StubConstructor;
const FromContract = constructorIn(
  load('fabric-shim/lib/contract-spi/chaincodefromcontract.js'),
) as ChaincodeConstructor;
const StateIterator = constructorIn(load('fabric-shim'), 'StateQueryIterator') as IteratorConstructor;
const HistoryIterator = constructorIn(load('fabric-shim'), 'HistoryQueryIterator') as IteratorConstructor;
const SERIALIZERS = {
  transaction: 'jsonSerializer',
  serializers: {
    jsonSerializer: constructorIn(load('fabric-contract-api'), 'JSONSerializer'),
  },
};

/** One organization's chaincode, as `fabric-chaincode-node` would start it. The class list is copied: the shim appends to it. */
export function newChaincode(contracts: readonly unknown[], name: string, version: string): Chaincode {
  const chaincode = new FromContract([...contracts], SERIALIZERS, {}, name, version);
  for (const { dataMarshall } of Object.values(chaincode.contractImplementations)) {
    if (dataMarshall !== undefined) rememberCompiled(dataMarshall.ajv);
  }
  return chaincode;
}

export interface StubInput {
  readonly channel: string;
  readonly transactionId: string;
  readonly args: readonly Uint8Array[];
  readonly proposalBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** A genuine stub. `getMspID` reads the environment, which one process for all organizations cannot have: it is told. */
export function newStub(handler: StubHandler, input: StubInput, mspId: string): ChaincodeStub {
  const stub = new Stub(
    handler,
    input.channel,
    input.transactionId,
    { getArgsList_asU8: () => [...input.args] },
    { getSignature: () => input.signature, getProposalBytes: () => input.proposalBytes },
  );
  stub.getMspID = () => mspId;
  return stub;
}

export function newStateIterator(...args: ConstructorParameters<IteratorConstructor>): object {
  return new StateIterator(...args);
}

export function newHistoryIterator(...args: ConstructorParameters<IteratorConstructor>): object {
  return new HistoryIterator(...args);
}
