export * from './act.js';
export * from './errors/kinds.js';
export * from './errors/once-error.js';
export * from './errors/registry.js';
export * from './operations.js';
export * from './policy/refusals.js';
export * from './records/declaration.js';
export * from './transient.js';
//# sourceMappingURL=index.js.map