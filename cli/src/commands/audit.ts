import { fail } from '@onceledger/chaincode/domain';
import type { AuditReport } from '@onceledger/gateway';
import path from 'node:path';
import type { CommandSpec, Given } from '../command.js';
import type { Context } from '../context.js';
import { readJson } from '../input/files.js';
import { plain } from '../output/plain.js';
import { pairs } from '../output/table.js';
import { auditLedger } from '../runtime/audit.js';
import { withRuntime } from '../session.js';

type OnProgress = Parameters<typeof auditLedger>[1];

export const audit: CommandSpec = {
  path: ['audit'],
  summary: 'command.audit',
  options: [
    { flags: '--blocks <folder>', help: 'option.blocks' },
    { flags: '--trust <file>', help: 'option.trust' },
  ],
  run: async (context, given) => {
    const report = await (given.find('blocks') === undefined
      ? auditHome(context)
      : auditFolder(context, given));
    context.output.result(plain(report), () => auditText(context, report));
    if (report.findings.length > 0) throw fail('AUDIT_FAILED', `${report.findings.length} findings`);
    return undefined;
  },
};

function auditHome(context: Context): Promise<AuditReport> {
  return withRuntime(context, async (runtime) => {
    const progress = context.output.progress(context.text('progress.audit'));
    const onProgress: OnProgress = (done, total) => {
      progress.update(done, total);
    };
    return auditLedger(runtime, onProgress).finally(() => {
      progress.stop();
    });
  });
}

/** Block files and a trust file, and nothing else: no ledger, no network. */
async function auditFolder(context: Context, given: Given): Promise<AuditReport> {
  const [gateway, { readBlockFiles }] = await Promise.all([
    import('@onceledger/gateway'),
    import('@onceledger/network/fabric'),
  ]);
  const file = given.find('trust') ?? path.join(context.home, 'trust.json');
  const { consortium, ledger } = gateway.parseTrust(await readJson(context.io, file));
  const folder = path.resolve(context.io.cwd, given.text('blocks'));
  return gateway.audit({ blocks: readBlockFiles(folder), consortium, ledger });
}

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
