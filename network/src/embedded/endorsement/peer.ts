import type { ChaincodeResponse, DirectChaincode } from '@onceledger/chaincode/server';
import type { SerializedEndorsement } from '../../blocks/encode-transaction.js';
import { encodeProposalResponsePayload } from '../../blocks/encode-transaction.js';
import type { KeySigner } from '../../identity/signing.js';
import type { Collections } from '../chaincode/collections.js';
import type { HistoryReader } from '../chaincode/history.js';
import type { NamespaceUse, SimulationResults } from '../chaincode/read-write-set.js';
import { newStub } from '../chaincode/shim.js';
import { Simulator } from '../chaincode/simulator.js';
import { StubHandler } from '../chaincode/stub-handler.js';
import type { NodeCounters } from '../node.js';
import type { PrivateStore, StateStore } from '../stores.js';
import type { AccessIdentity } from './access.js';
import type { Proposal } from './proposal.js';
import type { TransientStore } from './transient-store.js';

/** What all logical peers share: the channel as committed, and its chaincode definition. */
export interface PeerChannel {
  readonly chaincode: string;
  readonly chaincodeVersion: string;
  readonly definitionKey: string;
  readonly collections: Collections;
  readonly state: StateStore;
  readonly history: HistoryReader;
  readonly transientStore: TransientStore;
  readonly counters: NodeCounters;
  height(): bigint;
}

export interface PeerFacts {
  readonly organization: string;
  /** Where clients reach it; changes when it is served. */
  readonly address: string;
  readonly signer: KeySigner;
  readonly instance: DirectChaincode;
  readonly privateStore: PrivateStore;
  readonly channel: PeerChannel;
}

/** An endorser's answer; `refused` is the text that a gateway passes on. */
export type Endorsed =
  | {
      readonly refused?: undefined;
      readonly response: ChaincodeResponse;
      readonly payload: Uint8Array;
      readonly endorsement: SerializedEndorsement;
      readonly use: NamespaceUse;
    }
  | Refused;
export interface Refused {
  readonly refused: string;
  readonly response: ChaincodeResponse;
  /** The contract said so, not the peer: another peer would say the same. */
  readonly byContract: boolean;
}
export type Evaluated = { readonly refused?: undefined; readonly response: ChaincodeResponse } | Refused;

interface Simulated {
  readonly response: ChaincodeResponse;
  readonly event: { readonly name: string; readonly payload: Uint8Array } | undefined;
  readonly simulator: Simulator;
}

/** `chaincode.executetimeout` of core.yaml. */
const TIMEOUT = 30_000;
const ERROR = 400;
const NONE = new Uint8Array();

/**
 * One organization's logical peer: its own identity, contract instances and private store over the state that all
 * share. Callers hold the commit lock, so that all endorsers of a transaction see one height.
 */
export class Peer {
  readonly organization: string;
  address: string;
  readonly privateStore: PrivateStore;
  readonly signer: KeySigner;
  readonly #facts: PeerFacts;

  constructor(facts: PeerFacts) {
    this.#facts = facts;
    this.organization = facts.organization;
    this.address = facts.address;
    this.privateStore = facts.privateStore;
    this.signer = facts.signer;
  }

  async evaluate(proposal: Proposal, creator: AccessIdentity): Promise<Evaluated> {
    try {
      const { response } = await this.#simulate(proposal, creator);
      return response.status >= ERROR ? refusedByContract(response) : { response };
    } catch (error) {
      return refusedByPeer(error);
    }
  }

  async endorse(proposal: Proposal, creator: AccessIdentity): Promise<Endorsed> {
    try {
      const simulated = await this.#simulate(proposal, creator);
      if (simulated.response.status >= ERROR) return refusedByContract(simulated.response);
      const results = simulated.simulator.results();
      this.#distribute(proposal, results);
      return await this.#endorse(proposal, simulated, results);
    } catch (error) {
      return refusedByPeer(error);
    }
  }

  async #endorse(proposal: Proposal, simulated: Simulated, results: SimulationResults): Promise<Endorsed> {
    const { channel, signer } = this.#facts;
    const { response, event } = simulated;
    const { transactionId } = proposal;
    const payload = encodeProposalResponsePayload({
      proposalHash: proposal.hash,
      chaincode: { name: channel.chaincode, version: channel.chaincodeVersion },
      response: {
        status: response.status,
        message: response.message ?? '',
        payload: response.payload ?? NONE,
      },
      readWriteSet: results.readWriteSet,
      ...(event && { event: { ...event, transactionId } }),
    });
    channel.counters.endorsements += 1;
    const use = results.namespaces.find(({ namespace }) => namespace === channel.chaincode);
    return {
      response,
      payload,
      endorsement: await endorseLater(payload, signer),
      use: use ?? {
        namespace: channel.chaincode,
        publicWrites: false,
        collectionsWritten: [],
        collectionsRead: [],
      },
    };
  }

  async #simulate(proposal: Proposal, creator: AccessIdentity): Promise<Simulated> {
    const { channel, instance, privateStore, organization } = this.#facts;
    const { transactionId } = proposal;
    const namespace = channel.chaincode;
    const simulator = new Simulator({
      ...channel,
      namespace,
      transactionId,
      creator: creator.serialized.mspId,
      privateStore,
    });
    await simulator.readDefinition();
    const handler = new StubHandler({ simulator, history: channel.history, namespace, transactionId });
    const input = { ...proposal, proposalBytes: proposal.bytes };
    const stub = newStub(handler, input, organization);
    try {
      const response = await inTime(instance.Invoke(stub), transactionId);
      const event = stub.chaincodeEvent;
      return {
        simulator,
        response: response ?? {
          status: 500,
          message: 'Calling chaincode Invoke() has not called success or error.',
        },
        event: event && { name: event.getEventName(), payload: event.getPayload_asU8() },
      };
    } finally {
      await handler.close();
    }
  }

  /** In process every member's peer has the set at once; too few members are refused in the words of Fabric's distributor. */
  #distribute(proposal: Proposal, { privateWrites }: SimulationResults): void {
    const { channel, organization } = this.#facts;
    for (const { collection: name, namespace } of privateWrites) {
      const collection = channel.collections.find(name);
      const others = collection?.members.filter((member) => member !== organization).length ?? 0;
      const required = collection?.requiredPeerCount ?? 0;
      if (others < required) {
        throw new Error(
          `error in simulation: could not build private data dissemination plan for chaincode ${namespace} and collection ${name}: required to disseminate to at least ${required.toString()} peers, but know of only ${others.toString()} eligible peers`,
        );
      }
    }
    channel.transientStore.put(proposal.transactionId, privateWrites, channel.height());
  }
}

/** As `endorse`, the signature made in another thread. */
async function endorseLater(payload: Uint8Array, signer: KeySigner): Promise<SerializedEndorsement> {
  const endorser = signer.serializedIdentity;
  return { endorser, signature: await signer.signLater(Buffer.concat([payload, endorser])) };
}

function refusedByContract(response: ChaincodeResponse): Refused {
  const refused = `chaincode response ${response.status.toString()}, ${response.message ?? ''}`;
  return { refused, response, byContract: true };
}

function refusedByPeer(error: unknown): Refused {
  const message = error instanceof Error ? error.message : String(error);
  return { refused: message, response: { status: 500, message }, byContract: false };
}

/** A contract that never answers must not hold up commits for ever. */
async function inTime<T>(work: Promise<T>, transactionId: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new Error(
          `error in simulation: failed to execute transaction ${transactionId}: timeout expired while executing transaction`,
        ),
      );
    }, TIMEOUT);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
