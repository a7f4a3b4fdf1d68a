import type { AuditReport } from '@onceledger/gateway';
import type { Runtime } from './runtime.js';

/** Every block from the first, and every organization's checkpoint against the log that follows from them. */
export async function auditLedger(
  runtime: Runtime,
  onProgress: (done: number, total: number) => void,
): Promise<AuditReport> {
  const { audit, auditBlocks } = await import('@onceledger/gateway');
  const { consortiumDigest } = await import('@onceledger/network');
  const { ledger } = runtime.platform;
  const checkpoints = await Promise.all(runtime.gateways.map(({ log }) => log.checkpoint()));
  return audit({
    ledger: ledger.id,
    consortium: consortiumDigest(runtime.consortium),
    blocks: auditBlocks(ledger),
    checkpoints,
    onProgress: (blocks) => {
      onProgress(blocks, Number(runtime.platform.readModel.position()));
    },
  });
}
