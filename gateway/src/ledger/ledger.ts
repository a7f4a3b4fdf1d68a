import type {
  ActKind,
  JsonValue,
  LedgerId,
  Notice,
  OrganizationId,
  Outcome,
  SignedAct,
} from '@onceledger/chaincode/domain';
import type { Block } from '@onceledger/network/blocks';

/**
 * The port: all that services know of a ledger. Its one adapter, `fabric-ledger.ts`, is the only code that calls
 * fabric-gateway's `connect`; embedded node and Fabric stand behind the same adapter.
 */
export interface Ledger {
  readonly id: LedgerId;
  readonly organization: OrganizationId;
  /** Submits one act and waits until it is committed VALID. */
  submit(act: SignedAct, options?: SubmitOptions): Promise<Committed<Outcome>>;
  /** Submits acts of one kind in as few transactions as bytes admit, again in halves on a conflict. */
  submitMany(
    kind: ActKind,
    acts: readonly SignedAct[],
    options?: SubmitOptions,
  ): Promise<Committed<Outcome>[]>;
  /** `agencies:bootstrap` alone takes no act. */
  bootstrap(body: string): Promise<Committed<Outcome>>;
  query(
    name: string,
    args: readonly string[],
    transient?: Readonly<Record<string, string>>,
  ): Promise<JsonValue>;
  /** Blocks from a height on, as they are committed, until the signal aborts. */
  blocks(from: bigint, signal: AbortSignal): AsyncIterable<Block>;
  /** Number of blocks that are committed now. */
  height(): Promise<bigint>;
  close(): Promise<void>;
}

export interface SubmitOptions {
  /** See `TRANSIENT`: values are canonical JSON. */
  readonly transient?: Readonly<Record<string, string>>;
  /** Act and body travel in the transient map. */
  readonly blinded?: boolean;
  /** Organizations whose endorsement private data needs; live ones are added up to the policy. */
  readonly parties?: readonly OrganizationId[];
  /** They, and nobody else: what is written is theirs alone, and Fabric asks for no other endorsement. */
  readonly alone?: boolean;
  /**
   * Where such an organization is away, another member of the collection may endorse in its place: all of them get what is
   * written, encrypted, and it fetches it when it is back. Not where the collection is its own.
   */
  readonly membersMayStandIn?: boolean;
  /** Whom the act is about: he is not asked to endorse it, and whatever another answers, the next is asked. */
  readonly against?: OrganizationId;
}

export interface Committed<Result> {
  readonly result: Result;
  readonly transactionId: string;
  readonly block: bigint;
  readonly notices?: readonly Notice[];
}
