import type { Contract, SubmittedTransaction, Transaction } from '@hyperledger/fabric-gateway';
import { fail, OnceError, type OrganizationId } from '@onceledger/chaincode/domain';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommitStatus, CommitStream } from './commit-stream.js';
import type { Endorsers } from './endorsers.js';
import { errorBeforeSubmit, isEndorserMissing, outcomeUnknown } from './errors.js';
import type { Committed } from './ledger.js';
import { Window } from './window.js';

export interface Proposed {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly transient: Readonly<Record<string, string>>;
  readonly parties: readonly OrganizationId[];
  readonly alone: boolean;
  readonly membersMayStandIn: boolean;
  readonly against: OrganizationId | undefined;
}
export interface SubmitterOptions {
  readonly contract: Contract;
  readonly commits: CommitStream;
  readonly endorsers: Endorsers;
  readonly window: number;
  /** Milliseconds. */
  readonly commitTimeout: number;
}

/** TxValidationCode, peer/transaction.proto. */
const VALID = 0;
const CONFLICTS: readonly number[] = [11, 12];
const CONFLICT_ATTEMPTS = 5;
const SUBMIT_ATTEMPTS = 3;

/** One transaction from proposal to commit: what may be repeated as a new transaction, and what only as the same envelope. */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #window: Window;

  constructor(options: SubmitterOptions) {
    this.#options = options;
    this.#window = new Window(options.window);
  }

  submit(proposed: Proposed, { retryConflicts = true } = {}): Promise<Committed<Uint8Array>> {
    return this.#window.run(() => this.#attempts(proposed, retryConflicts ? CONFLICT_ATTEMPTS : 1));
  }

  async #attempts(proposed: Proposed, left: number): Promise<Committed<Uint8Array>> {
    try {
      return await this.#once(proposed);
    } catch (error) {
      const again = left > 1 && error instanceof OnceError && error.code === 'LEDGER_CONFLICT';
      if (!again) throw error;
      // Those who collided must not meet again.
      await delay(Math.random() * 20 * (CONFLICT_ATTEMPTS - left + 1));
      return this.#attempts(proposed, left - 1);
    }
  }

  async #once(proposed: Proposed): Promise<Committed<Uint8Array>> {
    await this.#streamReady();
    const transaction = await this.#endorse(proposed, this.#options.endorsers.choices(proposed));
    const transactionId = transaction.getTransactionId();
    const { code, block } = await this.#order(transaction);
    if (code === VALID) return { result: transaction.getResult(), transactionId, block };
    if (CONFLICTS.includes(code))
      throw fail('LEDGER_CONFLICT', { detail: `transaction ${transactionId}`, transactionId });
    throw fail('INTERNAL', {
      detail: `transaction ${transactionId} is invalid, code ${code}`,
      transactionId,
    });
  }

  /** Without the stream every status is asked for by itself: slower, and right. */
  async #streamReady(): Promise<void> {
    await this.#options.commits.ready().catch(() => undefined);
  }

  async #endorse(proposed: Proposed, [first = [], ...others]: OrganizationId[][]): Promise<Transaction> {
    const { contract } = this.#options;
    const proposal = contract.newProposal(proposed.name, {
      arguments: [...proposed.arguments],
      transientData: { ...proposed.transient },
      endorsingOrganizations: first,
    });
    try {
      return await proposal.endorse();
    } catch (error) {
      const mapped = errorBeforeSubmit(error);
      const another = proposed.against !== undefined || isEndorserMissing(mapped);
      if (others.length === 0 || !another) throw mapped;
      return this.#endorse(proposed, others);
    }
  }

  /** From here on the outcome is unknown until a block has the transaction; only the same envelope may be sent again. */
  async #order(transaction: Transaction): Promise<CommitStatus> {
    const transactionId = transaction.getTransactionId();
    const { commits } = this.#options;
    const streamed = commits.wait(transactionId);
    try {
      const submitted = await this.#send(transaction, streamed, SUBMIT_ATTEMPTS);
      return await this.#status(submitted, streamed);
    } catch (error) {
      throw error instanceof OnceError ? error : outcomeUnknown(transactionId, error);
    } finally {
      commits.forget(transactionId);
    }
  }

  /**
   * Undefined where the stream had the answer before a submit was acknowledged: an orderer can have accepted what it
   * reports as failed, and refuse the repeat of what it has processed.
   */
  async #send(
    transaction: Transaction,
    streamed: Promise<CommitStatus>,
    left: number,
  ): Promise<SubmittedTransaction | undefined> {
    try {
      return await transaction.submit();
    } catch (error) {
      const waited = await Promise.race([
        streamed.then(
          () => true,
          () => false,
        ),
        delay(RESEND_AFTER, false),
      ]);
      if (waited) return undefined;
      if (left <= 1) throw error;
      return this.#send(transaction, streamed, left - 1);
    }
  }

  async #status(
    submitted: SubmittedTransaction | undefined,
    streamed: Promise<CommitStatus>,
  ): Promise<CommitStatus> {
    const late = new Deadline(this.#options.commitTimeout);
    try {
      return await Promise.race([streamed, late.passed]);
    } catch (error) {
      if (submitted === undefined) throw error;
      const { blockNumber, code } = await submitted.getStatus();
      return { block: blockNumber, code };
    } finally {
      late.clear();
    }
  }
}

/** Rejects after so many milliseconds. A plain timer: one that is aborted makes an exception for each transaction. */
class Deadline {
  readonly passed: Promise<never>;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number) {
    this.passed = new Promise((_, reject) => {
      this.#timer = setTimeout(() => {
        reject(new Error('no commit within the time given'));
      }, milliseconds).unref();
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** Milliseconds before the same envelope is sent again. */
const RESEND_AFTER = 1_000;
