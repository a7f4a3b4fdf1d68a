import type { ChaincodeConfiguration } from '../configuration.js';
import { Context } from './contract-api.js';
import { LedgerTransaction } from './transaction.js';

/** What every contract function gets as its first argument; the name of the class tells contract-api to leave it out of the parameters. */
export class LedgerContext extends Context {
  #transaction: LedgerTransaction | undefined;

  /** Set by `aroundTransaction`, before any function runs. */
  begin(configuration: ChaincodeConfiguration): void {
    this.#transaction = new LedgerTransaction(this.stub, configuration);
  }

  get transaction(): LedgerTransaction {
    if (this.#transaction === undefined) throw new Error('no transaction was begun');
    return this.#transaction;
  }

  /** Name under which the function was called. */
  get functionName(): string {
    return this.stub.getFunctionAndParameters().fcn;
  }
}
