export * from './consortium.js';
export * from './parse-consortium.js';
