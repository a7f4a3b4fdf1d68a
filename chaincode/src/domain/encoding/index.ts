export * from './base64url.js';
export * from './bytes.js';
export * from './canonical.js';
export * from './digest.js';
export * from './limits.js';
export * from './parse-json.js';
export * from './pointer.js';
