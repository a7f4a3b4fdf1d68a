export type * from './binaries.js';
export * from './topology.js';
