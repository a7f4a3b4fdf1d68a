import { fail, parseReadingId } from '@onceledger/chaincode/domain';
import type { Gateway } from '@onceledger/gateway';
import type { CommandSpec } from '../command.js';
import { toOnceError } from '../output/errors.js';
import { plain } from '../output/plain.js';
import type { Runtime } from '../runtime/runtime.js';
import { actingAs, withRuntime } from '../session.js';
import { statusText } from './shared.js';

export const explainReading: CommandSpec = {
  path: ['explain'],
  summary: 'command.explain',
  arguments: [{ name: 'reading', help: 'argument.reading' }],
  options: [{ flags: '--as <who>', help: 'option.as-viewer' }],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const reading = parseReadingId(given.text('reading'));
      const as = given.find('as');
      const gateways = as === undefined ? viewers(runtime) : [actingAs(runtime, { as }).gateway];
      const { state, text } = await firstAnswer(gateways, (gateway) =>
        gateway.services.readings.explain(reading, context.language),
      );
      context.output.result(plain({ ...state, text }), () => `${statusText(context, state.status)}\n${text}`);
      return undefined;
    }),
};

function viewers(runtime: Runtime): readonly Gateway[] {
  return [runtime.platform, ...runtime.gateways.filter((gateway) => gateway !== runtime.platform)];
}

/** A blinded reading is known to its parties only: the first gateway at hand that knows it answers. */
async function firstAnswer<T>(
  gateways: readonly Gateway[],
  ask: (gateway: Gateway) => Promise<T>,
): Promise<T> {
  let problem: unknown = fail('NOT_FOUND', 'no such reading');
  for (const gateway of gateways) {
    try {
      return await ask(gateway);
    } catch (error) {
      if (!['NOT_FOUND', 'ORGANIZATION_DENIED', 'BLINDING_REQUIRED'].includes(toOnceError(error).code))
        throw error;
      problem = error;
    }
  }
  throw problem;
}
