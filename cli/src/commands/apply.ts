import { parseEntryId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { actingAs, declarantOf, withRuntime } from '../session.js';
import { committedJson, committedText, OPTIONS } from './shared.js';

export const apply: CommandSpec = {
  path: ['apply'],
  summary: 'command.apply',
  arguments: [{ name: 'item', help: 'argument.item' }],
  options: [
    OPTIONS.asDeclarant,
    { flags: '--declarant <declarant>', help: 'option.apply-for' },
    OPTIONS.mandate,
  ],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const as = given.text('as');
      const { acting, gateway } = actingAs(runtime, { as, mandate: given.find('mandate') });
      const declarant = declarantOf(given.find('declarant') ?? as);
      const applied = await gateway.services.wishes.apply(
        parseEntryId(given.text('item')),
        declarant,
        acting,
      );
      context.output.made(
        applied.application,
        { ...committedJson(applied), application: applied.application },
        () => committedText(context, applied),
      );
      return undefined;
    }),
};
