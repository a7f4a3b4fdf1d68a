export * from './consortium.js';
export * from './parse-consortium.js';
export * from './ledger-id.js';
export * from './ledger-lock.js';
