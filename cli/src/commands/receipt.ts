import { parseClaimPath, parseDeclarationId, type JsonValue } from '@onceledger/chaincode/domain';
import type { CommandSpec, Given } from '../command.js';
import { writeNewFile } from '../output/files.js';
import { plain } from '../output/plain.js';
import type { Runtime } from '../runtime/runtime.js';
import { actingAs, withRuntime } from '../session.js';

export const receipt: CommandSpec = {
  path: ['receipt'],
  summary: 'command.receipt',
  arguments: [{ name: 'id', help: 'argument.record' }],
  options: [
    { flags: '--out <file>', help: 'option.out' },
    { flags: '--claims <claims>', help: 'option.disclose' },
    { flags: '--as <who>', help: 'option.as-discloser' },
  ],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const file =
        given.find('claims') === undefined ? await proven(runtime, given) : await disclosed(runtime, given);
      const out = given.find('out');
      if (out === undefined) {
        context.output.result(file, () => JSON.stringify(file, undefined, 2));
        return undefined;
      }
      await writeNewFile(context.io, out, file);
      context.output.result({ file: out, id: given.text('id') }, () =>
        context.text('receipt.done', { file: out }),
      );
      return undefined;
    }),
};

/** The record's receipt with the checkpoints of every organization at hand, side by side. */
async function proven(runtime: Runtime, given: Given): Promise<JsonValue> {
  const { mergeReceipts } = await import('@onceledger/gateway');
  const id = given.text('id');
  return plain(
    mergeReceipts(await Promise.all(runtime.gateways.map(({ services }) => services.evidence.receipt(id)))),
  );
}

async function disclosed(runtime: Runtime, given: Given): Promise<JsonValue> {
  const { acting, gateway } = actingAs(runtime, { as: given.text('as') });
  const declaration = parseDeclarationId(given.text('id'));
  const claims = given.list('claims').map((path) => parseClaimPath(path));
  return plain(await gateway.services.evidence.disclosure(declaration, claims, acting.as));
}
