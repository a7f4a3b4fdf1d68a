export * from './consortium.js';
export * from './connection-profile.js';
export * from './parse-connection-profile.js';
export * from './parse-consortium.js';
export * from './ledger-id.js';
export * from './ledger-lock.js';
