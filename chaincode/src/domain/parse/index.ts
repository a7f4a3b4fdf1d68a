export * from './parser.js';
export * from './scalars.js';
export * from './structures.js';
