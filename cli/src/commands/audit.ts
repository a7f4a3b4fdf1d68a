import { fail } from '@onceledger/chaincode/domain';
import type { AuditReport } from '@onceledger/gateway';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { plain } from '../output/plain.js';
import { pairs } from '../output/table.js';
import { auditLedger } from '../runtime/audit.js';
import { withRuntime } from '../session.js';

export const audit: CommandSpec = {
  path: ['audit'],
  summary: 'command.audit',
  run: (context) =>
    withRuntime(context, async (runtime) => {
      const progress = context.output.progress(context.text('progress.audit'));
      const report = await auditLedger(runtime, (done, total) => {
        progress.update(done, total);
      });
      progress.stop();
      context.output.result(plain(report), () => auditText(context, report));
      if (report.findings.length > 0) throw fail('AUDIT_FAILED', `${report.findings.length} findings`);
      return undefined;
    }),
};

export function auditText(context: Context, report: AuditReport): string {
  const { text } = context;
  const { signatures, log } = report;
  const findings = report.findings.map(({ block, transaction, rule, subject, detail }) =>
    text('audit.finding', {
      place: transaction === undefined ? String(block) : `${String(block)}/${transaction}`,
      rule,
      detail: subject === undefined ? detail : `${subject}: ${detail}`,
    }),
  );
  return [
    pairs([
      [text('field.ledger'), report.ledger],
      [text('audit.blocks'), String(report.blocks)],
      [
        text('audit.transactions'),
        text('audit.valid-of', { valid: report.valid, transactions: report.transactions }),
      ],
      [text('audit.signatures'), text('audit.signature-counts', { ...signatures })],
      [text('audit.log'), text('audit.log-size', { size: log.size, root: log.root })],
    ]),
    ...findings,
    text(findings.length === 0 ? 'audit.passed' : 'audit.failed', { findings: findings.length }),
  ].join('\n');
}
