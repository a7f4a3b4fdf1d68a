import { common, peer } from '@hyperledger/fabric-protos';
import { collectionPackage, readDefinition } from '../../blocks/lifecycle.js';
import type { Block } from '../../blocks/types.js';
import { type AccessIdentity, type ChannelAccess, READERS, WRITERS } from '../endorsement/access.js';
import type { Evaluated } from '../endorsement/peer.js';
import type { Proposal } from '../endorsement/proposal.js';
import type { BlockReader } from '../events/block-reader.js';
import type { StateStore } from '../stores.js';

export interface SystemFacts {
  readonly channel: string;
  readonly access: ChannelAccess;
  readonly reader: BlockReader;
  readonly state: StateStore;
}

type Query = (args: readonly Uint8Array[]) => Promise<Uint8Array>;
const LIFECYCLE = '_lifecycle';
const OK = 200;

/** The system chaincodes that are answered by evaluating: `qscc`, and of `_lifecycle` the committed definition. */
export class SystemChaincodes {
  readonly #facts: SystemFacts;
  readonly #qscc: Readonly<Record<string, Query>>;

  constructor(facts: SystemFacts) {
    this.#facts = facts;
    this.#qscc = {
      GetChainInfo: () => this.#chainInfo(),
      GetBlockByNumber: (args) => this.#blockByNumber(text(args[2])),
      GetBlockByTxID: async (args) =>
        (await this.#place(text(args[2]), 'Failed to get block for txID')).bytes,
      GetTransactionByID: (args) => this.#transaction(text(args[2])),
    };
  }

  has(name: string): boolean {
    return name === 'qscc' || name === LIFECYCLE;
  }

  /** Undefined where the proposal is for no system chaincode. */
  async invoke(proposal: Proposal, creator: AccessIdentity): Promise<Evaluated | undefined> {
    if (!this.has(proposal.chaincode)) return undefined;
    try {
      const payload =
        proposal.chaincode === LIFECYCLE
          ? await this.#lifecycle(proposal, creator)
          : await this.#ask(proposal, creator);
      return { response: { status: OK, payload } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const response = { status: 500, message };
      return { refused: `chaincode response 500, ${message}`, response, byContract: true };
    }
  }

  async #ask({ args }: Proposal, creator: AccessIdentity): Promise<Uint8Array> {
    const name = text(args[0]);
    if (args.length < 2) throw new Error(`Incorrect number of arguments, ${args.length.toString()}`);
    if (name !== 'GetChainInfo' && args.length < 3) throw new Error(`missing 3rd argument for ${name}`);
    const channel = text(args[1]);
    if (channel !== this.#facts.channel) throw new Error(`Invalid chain ID, ${channel}`);
    const query = Object.hasOwn(this.#qscc, name) ? this.#qscc[name] : undefined;
    // As Fabric: what has no policy is denied before anybody looks whether it exists.
    if (!query)
      throw new Error(`access denied for [${name}][${channel}]: [Unmapped policy for qscc/${name}]`);
    this.#assertAccess(READERS, `${name}][${channel}`, creator);
    return query(args);
  }

  async #chainInfo(): Promise<Uint8Array> {
    const { reader } = this.#facts;
    // Once: it can grow while the block is read.
    const { height } = reader;
    const last = await reader.decode(height - 1n);
    const info = new common.BlockchainInfo();
    info.setHeight(Number(height));
    info.setCurrentblockhash(last.hash);
    info.setPreviousblockhash(last.previousHash);
    return info.serializeBinary();
  }

  async #blockByNumber(asked: string): Promise<Uint8Array> {
    const { reader } = this.#facts;
    if (!/^[0-9]{1,20}$/.test(asked)) {
      throw new Error(
        `Failed to parse block number with error strconv.ParseUint: parsing "${asked}": invalid syntax`,
      );
    }
    // Fabric: the largest number of all means the last block.
    const number = BigInt(asked) === 2n ** 64n - 1n ? reader.height - 1n : BigInt(asked);
    if (number >= reader.height) {
      throw new Error(`Failed to get block number ${asked}, error no such block number [${asked}] in index`);
    }
    return reader.read(number);
  }

  async #place(
    transactionId: string,
    refusal: string,
  ): Promise<{ bytes: Uint8Array; block: Block; index: number; code: number }> {
    const found = await this.#facts.state.transaction(transactionId);
    if (!found) {
      throw new Error(
        `${refusal} ${transactionId}, error no such transaction ID [${transactionId}] in index`,
      );
    }
    const block = await this.#facts.reader.decode(found.block);
    return { bytes: block.bytes, block, index: found.index, code: found.code };
  }

  async #transaction(transactionId: string): Promise<Uint8Array> {
    const { block, index, code } = await this.#place(transactionId, 'Failed to get transaction with id');
    const message = new peer.ProcessedTransaction();
    const envelope = block.envelopes[index];
    if (envelope) message.setTransactionenvelope(common.Envelope.deserializeBinary(envelope.bytes));
    message.setValidationcode(code);
    return message.serializeBinary();
  }

  async #lifecycle({ args }: Proposal, creator: AccessIdentity): Promise<Uint8Array> {
    const name = text(args[0]);
    if (name !== 'QueryChaincodeDefinition') throw new Error(`${name} is not offered by the embedded node`);
    this.#assertAccess(WRITERS, `${name}][${this.#facts.channel}`, creator);
    const query = peer.lifecycle.QueryChaincodeDefinitionArgs.deserializeBinary(args[1] ?? new Uint8Array());
    return this.#definition(query.getName());
  }

  async #definition(name: string): Promise<Uint8Array> {
    const values = new Map<string, Uint8Array>();
    for await (const { key, value } of this.#facts.state.range(LIFECYCLE, 'namespaces/', 'namespaces0')) {
      values.set(key, value);
    }
    const definition = readDefinition(name, (key) => values.get(key));
    if (!definition) {
      throw new Error(
        `failed to invoke backing implementation of 'QueryChaincodeDefinition': namespace ${name} is not defined`,
      );
    }
    const result = new peer.lifecycle.QueryChaincodeDefinitionResult();
    result.setSequence(definition.sequence);
    result.setVersion(definition.version);
    result.setEndorsementPlugin('escc');
    result.setValidationPlugin('vscc');
    result.setValidationParameter(definition.endorsementPolicy);
    result.setCollections(collectionPackage(definition.collections));
    return result.serializeBinary();
  }

  #assertAccess(policy: string, where: string, creator: AccessIdentity): void {
    if (this.#facts.access.satisfies(policy, [creator])) return;
    throw new Error(`access denied for [${where}]: [the creator does not satisfy ${policy}]`);
  }
}

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}
