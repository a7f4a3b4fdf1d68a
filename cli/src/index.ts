export type * from './runtime/runtime.js';
