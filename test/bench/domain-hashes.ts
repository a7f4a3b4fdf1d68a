import { sha256Node } from '@onceledger/chaincode/crypto';
import { useSha256 } from '@onceledger/chaincode/domain';

/** What the domain hashed from now on: commitments, digests of acts, bodies and records. Counted in its own seam. */
export const domainHashes = { hashes: 0, bytes: 0 };

useSha256((bytes) => {
  domainHashes.hashes += 1;
  domainHashes.bytes += bytes.length;
  return sha256Node(bytes);
});
