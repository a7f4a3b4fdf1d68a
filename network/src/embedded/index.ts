export type * from './node.js';
export type * from './storage.js';
export type * from './stores.js';
export { openBlockFile, type BlockFile, type BlockFileOptions, type BlockLink } from './block-file.js';
export { headSigningInput } from './head-codec.js';
export { openHeadFile, type HeadFile, type HeadFileOptions } from './head-file.js';
export { NodeStorage } from './node-storage.js';
export type { PrivateFile } from './private-file.js';
export { openPrivateFile, type PrivateFileOptions } from './private-open.js';
export {
  recover,
  replay,
  type CommitGroup,
  type LedgerFiles,
  type PrivateGroup,
  type RecoverOptions,
} from './recovery.js';
export { openStateDb, type StateDb, type StateDbOptions } from './state-db.js';
export { createLedger, type CreateLedgerOptions } from './node/create-ledger.js';
export { openNode } from './node/open-node.js';
export { serveNode, type ServedNode, type ServeOptions, type ServerInfo } from './node/serve-node.js';
