import { parseDigest, toBase64url } from '@onceledger/chaincode/domain';
import { parseCheckpointText } from '../evidence/checkpoint.js';
import type { Frontier } from '../evidence/tree.js';
import type { Checkpoint } from '../evidence/types.js';
import type { Finding } from '../read-model/types.js';

/** Holds what organizations said of the log at some size against what the blocks themselves give there. */
export class CheckpointComparison {
  readonly #open: Checkpoint[];
  readonly findings: Finding[] = [];

  /** @throws NOT_VERIFIED where a note is malformed */
  constructor(notes: readonly string[]) {
    this.#open = notes.map((note) => parseCheckpointText(note.slice(0, note.lastIndexOf('\n\n') + 1)));
  }

  /** After each block: height, the validator's commit hash, the log so far. */
  at(height: number, commitHash: Uint8Array, log: Frontier): void {
    for (const checkpoint of this.#open.filter((one) => one.height === height)) {
      if (checkpoint.size !== log.size || checkpoint.root !== parseDigest(toBase64url(log.root())))
        this.#report(checkpoint, 'the log that follows from the blocks has another size or root');
      if (checkpoint.commitHash !== parseDigest(toBase64url(commitHash)))
        this.#report(checkpoint, 'the commit hash at that height is another one');
    }
  }

  /** A checkpoint beyond the last block: somebody signed for blocks that are not here. */
  end(height: number): void {
    for (const checkpoint of this.#open.filter((one) => one.height > height))
      this.#report(checkpoint, `it covers height ${checkpoint.height}, the chain ends at ${height}`);
  }

  #report(checkpoint: Checkpoint, detail: string): void {
    const block = BigInt(Math.max(0, checkpoint.height - 1));
    this.findings.push({ block, detail, rule: 'checkpoint', subject: checkpoint.origin });
  }
}
