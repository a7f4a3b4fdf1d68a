export type * from './node.js';
export type * from './storage.js';
export type * from './stores.js';
