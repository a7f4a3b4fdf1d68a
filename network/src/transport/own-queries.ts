import { status } from '@grpc/grpc-js';
import { common } from '@hyperledger/fabric-protos';
import { decodeBlock } from '../blocks/decode.js';
import { createProposal } from '../blocks/encode-transaction.js';
import { RpcError } from '../embedded/server/rpc-error.js';
import type { KeySigner } from '../identity/signing.js';
import { ask } from './asking.js';
import type { Sdk } from './sdk.js';

/** How one transaction ended. */
export interface Found {
  readonly code: number;
  readonly block: bigint;
}

/** What the transport itself asks its organization's peers. */
export class OwnQueries {
  readonly #sdk: Sdk;
  readonly #signer: KeySigner;
  readonly #channel: string;
  readonly #organization: string;

  constructor(
    sdk: Sdk,
    signer: KeySigner,
    place: { readonly channel: string; readonly organization: string },
  ) {
    this.#sdk = sdk;
    this.#signer = signer;
    this.#channel = place.channel;
    this.#organization = place.organization;
  }

  async height(): Promise<bigint> {
    const answer = await this.#ask('GetChainInfo', this.#channel);
    return BigInt(common.BlockchainInfo.deserializeBinary(answer).getHeight());
  }

  /** Undefined while no block has it. */
  async transaction(id: string): Promise<Found | undefined> {
    try {
      const block = decodeBlock(await this.#ask('GetBlockByTxID', this.#channel, id));
      const index = block.envelopes.findIndex(({ transactionId }) => transactionId === id);
      return { block: block.number, code: block.metadata.validationCodes[index] ?? NOT_VALIDATED };
    } catch (error) {
      if (error instanceof RpcError && error.details.some(({ message }) => NOT_THERE.test(message)))
        return undefined;
      throw error;
    }
  }

  async #ask(...args: readonly string[]): Promise<Uint8Array> {
    const { bytes } = createProposal({
      channel: this.#channel,
      chaincode: 'qscc',
      args,
      creator: this.#signer.serializedIdentity,
      timestamp: new Date(),
    });
    const signed = { bytes, signature: await this.#signer.signLater(bytes) };
    for (const endorser of this.#sdk.endorsers(this.#organization)) {
      const reply = await ask(endorser, signed);
      if (reply.kind === 'accepted') return reply.response.response.payload;
      if (reply.kind === 'refused')
        throw new RpcError(status.PERMISSION_DENIED, reply.detail.message, [reply.detail]);
    }
    throw new RpcError(status.UNAVAILABLE, `no peer of ${this.#organization} is reached`);
  }
}

/** TxValidationCode. */
const NOT_VALIDATED = 254;
/** The words of Fabric 2.2 to 2.4, and of those after them. */
const NOT_THERE = /not found in index|no such transaction ID/i;
