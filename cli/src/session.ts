import {
  agencyActor,
  declarantActor,
  fail,
  parseAgencyCode,
  parseDeclarantId,
  parseMandateId,
  type Actor,
  type DeclarantId,
} from '@onceledger/chaincode/domain';
import type { Acting, Gateway } from '@onceledger/gateway';
import type { Context } from './context.js';
import { assertHome } from './home/layout.js';
import type { Runtime } from './runtime/runtime.js';

/** Opens the home's ledger for one command, lets its workers finish, and closes it whatever happened. */
export async function withRuntime<T>(context: Context, use: (runtime: Runtime) => Promise<T>): Promise<T> {
  await assertHome(context.home);
  const { openRuntime } = await import('./runtime/index.js');
  const progress = context.output.progress(context.text('progress.opening'));
  const runtime = await openRuntime({
    home: context.home,
    onProgress: (_what, done, total) => {
      progress.update(done, total);
    },
    ...(context.passphraseFile === undefined ? {} : { passphraseFile: context.passphraseFile }),
  });
  try {
    await runtime.settle();
    progress.stop();
    const result = await use(runtime);
    await runtime.settle();
    return result;
  } finally {
    progress.stop();
    await runtime.close();
  }
}

/** The agency of that code in the consortium, whether `text` is one at all. */
export function isAgency(runtime: Runtime, text: string): boolean {
  return runtime.hosts(text);
}

/** `--as`: an agency's code or a declarant's identifier. */
export function actorOf(runtime: Runtime, text: string): Actor {
  return isAgency(runtime, text) ? agencyActor(parseAgencyCode(text)) : declarantActor(declarantOf(text));
}

/** A declarant's identifier as users type it: letters in either case. */
export function declarantOf(text: string): DeclarantId {
  return parseDeclarantId(text.startsWith('i-') ? text : text.toUpperCase());
}

export interface ActingOptions {
  readonly as: string;
  readonly mandate?: string | undefined;
}

/** Who acts, and through which gateway: an agency through its own organization's, a declarant through the service platform's. */
export function actingAs(
  runtime: Runtime,
  { as, mandate }: ActingOptions,
): { acting: Acting; gateway: Gateway } {
  const acting = {
    as: actorOf(runtime, as),
    ...(mandate === undefined ? {} : { mandate: parseMandateId(mandate) }),
  };
  return {
    acting,
    gateway: isAgency(runtime, as) ? runtime.gatewayOf(parseAgencyCode(as)) : runtime.platform,
  };
}

/** `--as` where only an agency will do. */
export function agencyGateway(runtime: Runtime, code: string): { acting: Acting; gateway: Gateway } {
  const agency = parseAgencyCode(code);
  if (!isAgency(runtime, agency)) throw fail('NOT_FOUND', `no agency ${agency} in this consortium`);
  return { acting: { as: agencyActor(agency) }, gateway: runtime.gatewayOf(agency) };
}
