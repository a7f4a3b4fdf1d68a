import type { Context } from 'fabric-contract-api';
import { CLOCK_TOLERANCE_SECONDS, type ChaincodeConfiguration } from '../configuration.js';
import {
  fail,
  millisecondsOf,
  parseOrganizationId,
  timestampOf,
  type LedgerId,
  type OrganizationId,
  type Timestamp,
} from '../domain/index.js';
import { ParseMemo } from './memo.js';
import { Notices } from './notices.js';
import { PeerBatches, type Write } from './peer-batches.js';
import { PrivateData } from './private-data.js';
import { LedgerState } from './state.js';
import { Transient } from './transient.js';

type Stub = Context['stub'];

/** Keys whose values are remembered: the agencies, types and items that a chaincode process meets daily. */
const MEMO = new ParseMemo(1024);

/** One proposal: what it may read, write and announce, and when. The only way from a contract to the ledger. */
export class LedgerTransaction {
  readonly configuration: ChaincodeConfiguration;
  readonly state: LedgerState;
  readonly privateData: PrivateData;
  readonly transient: Transient;
  readonly notices: Notices;
  /** The transaction's timestamp, which its client set and every endorser sees alike. */
  readonly time: Timestamp;
  readonly #stub: Stub;
  readonly #batches: PeerBatches;
  readonly #writes: Write[] = [];

  constructor(stub: Stub, configuration: ChaincodeConfiguration) {
    this.#stub = stub;
    this.configuration = configuration;
    this.#batches = new PeerBatches(stub);
    this.state = new LedgerState(stub, { batches: this.#batches, memo: MEMO, writes: this.#writes });
    this.privateData = new PrivateData(stub, this.#writes);
    this.transient = new Transient(stub);
    this.notices = new Notices(stub);
    this.time = timestampOf(stub.getDateTimestamp().getTime());
  }

  /** Nothing is written before all of it is judged. */
  async finish(): Promise<void> {
    await this.#batches.write(this.#writes);
    this.notices.publish();
  }

  /** The organization whose client signed the proposal. */
  get organization(): OrganizationId {
    return parseOrganizationId(this.#stub.getCreator().mspid);
  }

  get ledger(): LedgerId {
    return this.configuration.ledger;
  }

  /** Milliseconds. */
  get tolerance(): number {
    return (this.configuration.clockToleranceSeconds ?? CLOCK_TOLERANCE_SECONDS) * 1000;
  }

  /**
   * One chaincode process can serve several channels, but its configuration names one ledger: on another channel nothing
   * is accepted. @throws ACT_LEDGER
   */
  assertChannel(): void {
    const channel = this.#stub.getChannelID();
    if (!this.ledger.startsWith(`${channel}:`))
      throw fail('ACT_LEDGER', `this chaincode does not serve channel ${channel}`);
  }

  /** Refusals write nothing, so endorsers may judge this by their own clocks. @throws CLOCK_DIFFERS */
  assertClock(): void {
    const here = millisecondsOf(this.configuration.clock.now());
    if (Math.abs(here - millisecondsOf(this.time)) > this.tolerance) {
      throw fail(
        'CLOCK_DIFFERS',
        `transaction timestamp ${this.time}, tolerance ${String(this.tolerance / 1000)} s`,
      );
    }
  }
}
