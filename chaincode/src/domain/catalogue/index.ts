export * from './claims-schema.js';
export { patternProblem } from './pattern.js';
export { assertFileable } from './fileable.js';
export * from './references.js';
export { boundFaults } from './schema-bounds.js';
export * from './schema-limits.js';
export * from './schema-profile.js';
