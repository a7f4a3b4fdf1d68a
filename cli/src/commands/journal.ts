import { REFUSALS } from '@onceledger/chaincode/domain';
import type { JournalEntry } from '@onceledger/gateway';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { plain } from '../output/plain.js';
import { declarantOf, withRuntime } from '../session.js';
import { journalOf } from '../runtime/journal.js';
import { OPTIONS, statusText } from './shared.js';

export const journal: CommandSpec = {
  path: ['journal'],
  summary: 'command.journal',
  options: [OPTIONS.declarant],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const entries = await journalOf(runtime, declarantOf(given.text('declarant')));
      context.output.result(plain(entries), () => journalTable(context, entries));
      return undefined;
    }),
};

/** Every reading a line; for a refused one the reason. */
export function journalTable(context: Context, entries: readonly JournalEntry[]): string {
  const { text, language } = context;
  return context.output.table(
    [text('field.requested-at'), text('field.requester'), text('field.purpose'), text('field.claims')].concat(
      [text('field.status'), text('field.reading')],
    ),
    entries.map((entry) => [
      entry.requestedAt,
      entry.requester,
      entry.purpose.kind === 'item' ? entry.purpose.item : text('purpose.attestation'),
      entry.claims.join('\n'),
      entry.reason === undefined
        ? statusText(context, entry.status)
        : `${statusText(context, entry.status)}: ${entry.reason}\n${REFUSALS[entry.reason][language]}`,
      entry.reading,
    ]),
  );
}
