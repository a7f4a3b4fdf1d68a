export type * from './ledger/ledger.js';
