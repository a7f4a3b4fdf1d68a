import type { EvidenceReport } from '@onceledger/gateway';
import path from 'node:path';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { readJson, RECEIPT_LIMIT } from '../input/files.js';
import { plain } from '../output/plain.js';
import { pairs } from '../output/table.js';
import { claimRows } from './declaration-show.js';
import { statusText } from './shared.js';

/** Needs the file and a trust file, and nothing else: no ledger, no network. */
export const verify: CommandSpec = {
  path: ['verify'],
  summary: 'command.verify',
  arguments: [{ name: 'file', help: 'argument.evidence-file' }],
  options: [{ flags: '--trust <file>', help: 'option.trust' }],
  run: async (context, given) => {
    const { parseTrust, verifyEvidence } = await import('@onceledger/gateway');
    const evidence = await readJson(context.io, given.text('file'), RECEIPT_LIMIT);
    const trust = parseTrust(
      await readJson(context.io, given.find('trust') ?? path.join(context.home, 'trust.json')),
    );
    const report = await verifyEvidence(evidence, trust);
    context.output.result(plain(report), () => describe(context, report));
    return undefined;
  },
};

function describe(context: Context, report: EvidenceReport): string {
  const { text } = context;
  const rows: [string, string][] = [
    [text('field.id'), report.id],
    [text('field.block'), String(report.committedIn.block)],
    [text('field.transaction'), report.committedIn.transactionId],
  ];
  if (report.version !== undefined) rows.push([text('field.version'), String(report.version)]);
  if (report.status !== undefined) rows.push([text('field.status'), statusText(context, report.status)]);
  if (report.declaredAt !== undefined) rows.push([text('field.declared-at'), report.declaredAt]);
  rows.push(...claimRows(report.claims));
  for (const { organization, operator, height } of report.vouchedBy)
    rows.push([text('field.vouched-by'), text('verify.vouched', { organization, operator, height })]);
  return `${text('verify.holds')}\n${pairs(rows)}\n${text('verify.operators', { operators: report.operators })}\n${text('verify.currency')}`;
}
