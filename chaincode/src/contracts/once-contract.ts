import { ERRORS, fail, OnceError, type ActKind, type AnyRecord } from '../domain/index.js';
import {
  Contract,
  encode,
  LedgerContext,
  readBatch,
  readSubmitted,
  type LedgerTransaction,
} from '../ledger/index.js';
import type { Rule, Services } from './call.js';
import { submit, submitMany } from './submit.js';

/** What contract-api calls a function and hands over as its name. */
type FunctionName = Parameters<InstanceType<typeof Contract>['aroundTransaction']>[1];

/**
 * What all contracts share. Everything that can refuse runs inside `aroundTransaction`, the one place from which an error
 * leaves as `CODE: detail`: of an error nothing but its message crosses to the peer.
 *
 * Functions of the classes name their context and parameters plainly: contract-api reads parameter names from the source
 * text, where it takes a destructured one apart.
 */
export abstract class OnceContract extends Contract {
  readonly #services: Services;

  constructor(name: string, services: Services) {
    super(name);
    this.#services = services;
  }

  /** Called on the prototype, too, when decorators run: it must not need an instance. */
  override createContext(): LedgerContext {
    return new LedgerContext();
  }

  override aroundTransaction(context: LedgerContext, name: FunctionName, parameters: unknown): Promise<void> {
    return encodingErrors(() => {
      context.begin(this.#services.configuration);
      context.transaction.assertChannel();
      // Declared as void, it answers what the function answers.
      return super.aroundTransaction(context, name, parameters);
    });
  }

  override unknownTransaction(context: LedgerContext): Promise<void> {
    return Promise.reject(fail('FUNCTION_UNKNOWN', context.functionName.slice(0, 100)));
  }

  /** One act, by its rule: canonical JSON of its `Outcome`. */
  protected async submit<Kind extends ActKind, Record extends AnyRecord>(
    { transaction }: LedgerContext,
    rule: Rule<Kind, Record>,
    act: string,
    body: string,
  ): Promise<string> {
    transaction.assertClock();
    const outcome = await submit(this.#services, transaction, rule, readSubmitted(transaction, act, body));
    await transaction.finish();
    return encode(outcome);
  }

  /** Acts of one kind, all or none: canonical JSON of an array of `Outcome`, in their order. */
  protected async submitMany<Kind extends ActKind, Record extends AnyRecord>(
    { transaction }: LedgerContext,
    rule: Rule<Kind, Record>,
    batch: string,
  ): Promise<string> {
    transaction.assertClock();
    const outcomes = await submitMany(this.#services, transaction, rule, readBatch(transaction, batch));
    await transaction.finish();
    return encode(outcomes);
  }

  /** The one submit without an act. */
  protected async submitWith(
    { transaction }: LedgerContext,
    perform: (transaction: LedgerTransaction) => Promise<object>,
  ): Promise<string> {
    transaction.assertClock();
    const outcome = await perform(transaction);
    await transaction.finish();
    return encode(outcome);
  }
}

async function encodingErrors<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    throw encoded(error);
  }
}

/** Foreign errors are the peer's or the shim's; what a parser quotes of its input is left out. */
function encoded(error: unknown): OnceError {
  if (error instanceof OnceError) return error;
  const text =
    error instanceof Error && !(error instanceof SyntaxError) ? error.message : ERRORS.INTERNAL.title.en;
  return fail('INTERNAL', { detail: text.slice(0, 500), cause: error });
}
