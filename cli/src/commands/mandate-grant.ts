import { fail, parseEntryId, type MandateAction } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { untilOf } from '../input/times.js';
import { actingAs, declarantOf, withRuntime } from '../session.js';
import { committedJson, committedText, OPTIONS } from './shared.js';

const ACTIONS: readonly MandateAction[] = ['declare', 'amend', 'withdraw', 'apply', 'consent'];

export const mandateGrant: CommandSpec = {
  path: ['mandate', 'grant'],
  summary: 'command.mandate-grant',
  options: [
    { flags: '--from <declarant>', help: 'option.mandate-from', required: true },
    { flags: '--to <declarant>', help: 'option.mandate-to', required: true },
    { flags: '--scope <entries>', help: 'option.scope', required: true },
    { flags: '--actions <actions>', help: 'option.actions', required: true },
    OPTIONS.validUntil,
  ],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const from = given.text('from');
      const { acting, gateway } = actingAs(runtime, { as: from });
      const granted = await gateway.services.wishes.grantMandate(
        {
          from: declarantOf(from),
          to: declarantOf(given.text('to')),
          scope: given.list('scope').map((id) => parseEntryId(id)),
          actions: given.list('actions').map(actionOf),
          validUntil: untilOf(given.text('until'), Date.now()),
        },
        acting,
      );
      context.output.made(granted.mandate, { ...committedJson(granted), mandate: granted.mandate }, () =>
        committedText(context, granted),
      );
      return undefined;
    }),
};

function actionOf(text: string): MandateAction {
  const action = ACTIONS.find((name) => name === text);
  if (action === undefined) throw fail('USAGE', `an action is one of ${ACTIONS.join(', ')}`);
  return action;
}
