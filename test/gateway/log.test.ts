import { audit, auditBlocks, openCheckpoint, parseVerifierKey } from '@onceledger/gateway';
import { consortiumDigest } from '@onceledger/network';
import type { Block } from '@onceledger/network/blocks';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { withHome, withRuntime } from '../support/home.js';

const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Entries as docs/spec/log.md words them, written without the product's own encoders. */
function entriesOf({ envelopes, metadata, number }: Block): string[] {
  return envelopes.flatMap((envelope, transaction) => {
    if (envelope.kind !== 'transaction' || metadata.validationCodes[transaction] !== 0) return [];
    const writes = envelope.readWriteSets
      .filter(({ namespace }) => namespace === 'once')
      .flatMap((set) => set.writes);
    return [...writes]
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
      .map(({ deleted, key, value }) =>
        [
          `{"block":${number}`,
          `"key":"${Buffer.from(key).toString('base64url')}"`,
          `"transaction":${transaction}`,
          `"transactionId":"${envelope.transactionId}"`,
          `"value":${deleted ? 'null' : `"${sha256(value).toString('base64url')}"`}}`,
        ].join(','),
      );
  });
}

/** RFC 6962 section 2.1. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length <= 1) return leaves[0] ?? sha256();
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(Buffer.of(1), treeHash(leaves.slice(0, half)), treeHash(leaves.slice(half)));
}

describe('log', function () {
  this.timeout(120_000);

  it('of every organization is the one that follows from the blocks, and its checkpoint says so', () =>
    withHome((home) =>
      withRuntime(home, async (runtime) => {
        const blocks: Block[] = [];
        for await (const block of auditBlocks(runtime.platform.ledger)) blocks.push(block);
        const entries = blocks.flatMap(entriesOf);
        expect(entries.length).to.be.greaterThan(100);
        const root = treeHash(entries.map((entry) => sha256(Buffer.of(0), entry))).toString('base64url');
        const last = blocks.at(-1)!;
        for (const { log, organization } of runtime.gateways) {
          expect(log.size(), organization).to.equal(entries.length);
          expect(await log.root(), organization).to.equal(root);
          const verifier = parseVerifierKey(await log.verifierKey());
          expect(openCheckpoint(await log.checkpoint(), verifier)).to.deep.equal({
            commitHash: Buffer.from(last.metadata.commitHash).toString('base64url'),
            height: blocks.length,
            origin: `${runtime.platform.ledger.id}/${organization}`,
            root,
            size: entries.length,
          });
        }
        const report = await audit({
          blocks: auditBlocks(runtime.platform.ledger),
          checkpoints: await Promise.all(runtime.gateways.map(({ log }) => log.checkpoint())),
          consortium: consortiumDigest(runtime.consortium),
          ledger: runtime.platform.ledger.id,
        });
        expect(report.findings).to.deep.equal([]);
        expect(report.log).to.deep.equal({ root, size: entries.length });
      }),
    ));
});
