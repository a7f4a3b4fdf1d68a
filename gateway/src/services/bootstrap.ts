import { digestOf, fail, fromUtf8, parseCanonical, type JsonObject } from '@onceledger/chaincode/domain';
import type { Context } from './context.js';

type Sources = Pick<Context, 'consortium' | 'ledger' | 'readModel'>;
const KNOWN = new WeakMap<object, Promise<JsonObject>>();

/** The body on which the consortium agreed, from the transaction that brought it onto the ledger. @throws NOT_FOUND */
export function bootstrapOf(context: Sources): Promise<JsonObject> {
  const known = KNOWN.get(context.ledger) ?? readBootstrap(context);
  KNOWN.set(context.ledger, known);
  known.catch(() => KNOWN.delete(context.ledger));
  return known;
}

async function readBootstrap({ consortium, ledger, readModel }: Sources): Promise<JsonObject> {
  const settings = await readModel.settings();
  if (settings === undefined) throw fail('NOT_FOUND', 'the ledger has no bootstrap yet');
  const ended = new AbortController();
  try {
    for await (const { envelopes } of ledger.blocks(settings.block, ended.signal)) {
      const envelope = envelopes[settings.transaction];
      const argument = envelope?.kind === 'transaction' ? envelope.args[1] : undefined;
      const body = argument === undefined ? null : parseCanonical(fromUtf8(argument));
      if (digestOf(body) !== consortium) break;
      // The digest is that of an object: the body which every endorser had in its configuration.
      return body as JsonObject;
    }
  } finally {
    ended.abort();
  }
  throw fail('NOT_VERIFIED', 'the settings do not come from the bootstrap');
}
