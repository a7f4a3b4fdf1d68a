export { initHome, type MadeHome } from './init.js';
export { openRuntime } from './open.js';
export type * from './runtime.js';
