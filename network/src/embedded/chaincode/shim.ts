import './quiet.js';
import { createRequire } from 'node:module';
import { fail } from '@onceledger/chaincode/domain';
import type { QueryResponse } from './query-iterators.js';
import type { StubHandler } from './stub-handler.js';

/** The bridge to fabric-shim's genuine stub and iterators: its types do not name their constructors. */
export interface ChaincodeStub {
  getMspID: () => string;
  readonly chaincodeEvent?: { getEventName(): string; getPayload_asU8(): Uint8Array };
}
type StubConstructor = new (
  handler: StubHandler,
  channel: string,
  transactionId: string,
  input: { getArgsList_asU8(): Uint8Array[] },
  signedProposal: { getSignature(): Uint8Array; getProposalBytes(): Uint8Array },
) => ChaincodeStub;
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

const Stub = constructorIn(load('fabric-shim'), 'ChaincodeStub') as StubConstructor;
const StateIterator = constructorIn(load('fabric-shim'), 'StateQueryIterator') as IteratorConstructor;
const HistoryIterator = constructorIn(load('fabric-shim'), 'HistoryQueryIterator') as IteratorConstructor;

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
