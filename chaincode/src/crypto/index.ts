import './native-hash.js';

export { systemClock } from './clock.js';
export { LruCache } from './lru-cache.js';
export { AjvSchemas } from './schemas.js';
export { generateSigningKey, publicJwk, sha256Node, signAct, type SigningKey } from './signing.js';
export { NodeSignatureVerifier } from './verifier.js';
