export * from './acts.js';
export * from './context.js';
export * from './contract-api.js';
export * from './describe.js';
export * from './indexes.js';
export * from './keys.js';
export type * from './private-data.js';
export * from './stored.js';
export type * from './transaction.js';
