import { connect, hash, type ConnectOptions, type Gateway, type Network } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import {
  ACTS,
  BATCHES,
  canonicalize,
  CHAINCODE_NAME,
  fail,
  fromUtf8,
  parseJson,
  TRANSIENT,
  type ActKind,
  type JsonObject,
  type JsonValue,
  type LedgerId,
  type OrganizationId,
  type Outcome,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { decodeBlock, type Block } from '@onceledger/network/blocks';
import { actKindOf, splitBatch, type Batch } from './batches.js';
import { CommitStream } from './commit-stream.js';
import { Endorsers } from './endorsers.js';
import { errorBeforeSubmit, isCancelled } from './errors.js';
import type { Committed, Ledger, SubmitOptions } from './ledger.js';
import { nativeSigner } from './native-signer.js';
import { parseOutcome, parseOutcomes } from './outcome.js';
import { Submitter, type Proposed } from './submitter.js';

export interface LedgerOptions {
  /** An embedded node's client of one organization, or a grpc-js client of a Fabric peer. */
  readonly client: ConnectOptions['client'];
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
  /** PKCS #8 PEM, P-256. */
  readonly privateKey: string;
  readonly channel: string;
  readonly ledger: LedgerId;
  readonly organization: OrganizationId;
  /** Every organization of the channel: from them come the endorsers that the policy asks for beside one's own. */
  readonly organizations: readonly OrganizationId[];
  /** Members of the collection of sealed parts; all where absent. */
  readonly members?: readonly OrganizationId[];
  /** Transactions in flight at once; default 256. */
  readonly window?: number;
  /** Milliseconds until an unanswered commit counts as unknown; default 60,000. */
  readonly commitTimeout?: number;
}

/** Milliseconds; endorsing runs the chaincode, everything else only asks. */
const ENDORSE_DEADLINE = 30_000;
const CALL_DEADLINE = 30_000;

/** The one place that calls fabric-gateway's `connect`. */
export function connectLedger(options: LedgerOptions): Ledger {
  const gateway = connect({
    client: options.client,
    identity: { mspId: options.mspId, credentials: Buffer.from(options.certificate) },
    signer: nativeSigner(options.privateKey),
    // The signer digests by itself.
    hash: hash.none,
    endorseOptions: () => ({ deadline: Date.now() + ENDORSE_DEADLINE }),
    evaluateOptions: () => ({ deadline: Date.now() + CALL_DEADLINE }),
    submitOptions: () => ({ deadline: Date.now() + CALL_DEADLINE }),
    commitStatusOptions: () => ({ deadline: Date.now() + (options.commitTimeout ?? CALL_DEADLINE * 2) }),
  });
  return new FabricLedger(gateway, options);
}

class FabricLedger implements Ledger {
  readonly id: LedgerId;
  readonly organization: OrganizationId;
  readonly #gateway: Gateway;
  readonly #network: Network;
  readonly #channel: string;
  readonly #submitter: Submitter;
  readonly #commits: CommitStream;

  constructor(gateway: Gateway, options: LedgerOptions) {
    this.id = options.ledger;
    this.organization = options.organization;
    this.#gateway = gateway;
    this.#channel = options.channel;
    this.#network = gateway.getNetwork(options.channel);
    this.#commits = new CommitStream(this.#network, () => this.height());
    this.#submitter = new Submitter({
      contract: this.#network.getContract(CHAINCODE_NAME),
      commits: this.#commits,
      endorsers: new Endorsers(options.organization, options.organizations, options.members),
      window: options.window ?? 256,
      commitTimeout: options.commitTimeout ?? 60_000,
    });
  }

  async submit(act: SignedAct, options: SubmitOptions = {}): Promise<Committed<Outcome>> {
    const { contract, submit } = ACTS[actKindOf(act)];
    if (submit === null) throw fail('FUNCTION_UNKNOWN', `${actKindOf(act)} travels inside another act`);
    const body = canonicalize(act.body);
    const transient = options.transient ?? {};
    const committed = await this.#submitter.submit(
      options.blinded === true
        ? proposed(
            `${contract}:${submit}`,
            ['', ''],
            { ...transient, [TRANSIENT.act]: actText(act) },
            options,
          )
        : proposed(`${contract}:${submit}`, [act.jws, body], transient, options),
    );
    return { ...committed, result: parseOutcome(committed.result) };
  }

  async submitMany(
    kind: ActKind,
    acts: readonly SignedAct[],
    options: SubmitOptions = {},
  ): Promise<Committed<Outcome>[]> {
    if (!isBatchKind(kind)) throw fail('FUNCTION_UNKNOWN', `${kind} has no batch`);
    const name = `${ACTS[kind].contract}:${BATCHES[kind]}`;
    const batches = splitBatch(acts, options.transient ?? {});
    const committed = await Promise.all(batches.map((batch) => this.#submitBatch(name, batch, options)));
    return committed.flat();
  }

  /** In halves on a conflict: most of a large batch is not concerned by it. */
  async #submitBatch(name: string, batch: Batch, options: SubmitOptions): Promise<Committed<Outcome>[]> {
    const argument = canonicalize(batch.acts.map(({ body, jws }) => ({ body, jws })));
    try {
      const { result, ...rest } = await this.#submitter.submit(
        proposed(name, [argument], batch.transient, options),
        { retryConflicts: batch.acts.length === 1 },
      );
      return parseOutcomes(result).map((outcome) => ({ ...rest, result: outcome }));
    } catch (error) {
      const halves = batch.acts.length > 1 && errorBeforeSubmit(error).code === 'LEDGER_CONFLICT';
      if (!halves) throw error;
      const [first, second] = batch.halves();
      return [
        ...(await this.#submitBatch(name, first, options)),
        ...(await this.#submitBatch(name, second, options)),
      ];
    }
  }

  async bootstrap(body: string): Promise<Committed<Outcome>> {
    const committed = await this.#submitter.submit(proposed('agencies:bootstrap', [body], {}, {}));
    return { ...committed, result: parseOutcome(committed.result) };
  }

  async query(
    name: string,
    args: readonly string[],
    transient: Readonly<Record<string, string>> = {},
  ): Promise<JsonValue> {
    try {
      const contract = this.#network.getContract(CHAINCODE_NAME);
      const answer = await contract.evaluate(name, {
        arguments: [...args],
        transientData: { ...transient },
        // A query is answered by one's own peer: it alone has one's private data.
        endorsingOrganizations: [this.organization],
      });
      return parseJson(fromUtf8(answer), { maxBytes: 64 * 1024 * 1024, maxDepth: 64 });
    } catch (error) {
      throw errorBeforeSubmit(error);
    }
  }

  async height(): Promise<bigint> {
    try {
      const answer = await this.#network
        .getContract('qscc')
        .evaluateTransaction('GetChainInfo', this.#channel);
      return BigInt(common.BlockchainInfo.deserializeBinary(answer).getHeight());
    } catch (error) {
      throw errorBeforeSubmit(error);
    }
  }

  async *blocks(from: bigint, signal: AbortSignal): AsyncIterable<Block> {
    if (signal.aborted) return;
    const stream = await this.#network.getBlockEvents({ startBlock: from });
    const stop = (): void => {
      stream.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    // It may have been aborted while the stream was being opened.
    if (isAborted(signal)) stop();
    try {
      for await (const block of stream) yield decodeBlock(block.serializeBinary());
    } catch (error) {
      // Only where it was asked for: what the ledger ends by itself is no end of the chain.
      if (!isAborted(signal) || !isCancelled(error)) throw errorBeforeSubmit(error);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  close(): Promise<void> {
    this.#commits.close();
    this.#gateway.close();
    return Promise.resolve();
  }
}

/** A question, since the compiler takes an earlier answer for good. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

function proposed(
  name: string,
  args: readonly string[],
  transient: Readonly<Record<string, string>>,
  { against, alone = false, membersMayStandIn = false, parties = [] }: SubmitOptions,
): Proposed {
  return { against, alone, arguments: args, membersMayStandIn, name, parties, transient };
}

function actText({ body, jws }: SignedAct): string {
  const text: JsonObject = { body, jws };
  return canonicalize(text);
}

function isBatchKind(kind: ActKind): kind is keyof typeof BATCHES {
  return Object.hasOwn(BATCHES, kind);
}
