export {
  claimPaths,
  COMMITMENT_SUITE,
  commitmentContext,
  leafDigest,
  type CommitmentScope,
} from './claims.js';
export * from './commitment.js';
export * from './declaration-body.js';
export * from './merkle.js';
export { leafHash } from './merkle-hash.js';
export * from './merkle-tree.js';
