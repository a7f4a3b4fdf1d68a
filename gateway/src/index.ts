export type * from './audit/types.js';
export type * from './crypto/types.js';
export type * from './evidence/types.js';
export type * from './gateway-types.js';
export type * from './ledger/ledger.js';
export type * from './read-model/types.js';
export type * from './services/types.js';
export type * from './workers/types.js';
