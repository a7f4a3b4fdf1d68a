export type * from './consortium.js';
