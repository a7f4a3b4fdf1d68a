export * from './claims-schema.js';
export * from './pattern.js';
export * from './rules.js';
export * from './schema-profile.js';
