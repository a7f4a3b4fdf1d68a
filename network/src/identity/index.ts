export * from './authority.js';
export * from './authority-folder.js';
export * from './ecdsa.js';
export * from './msp-folder.js';
export * from './signing.js';
export type * from './types.js';
