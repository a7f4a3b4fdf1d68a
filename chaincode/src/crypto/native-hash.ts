import { useSha256 } from '../domain/index.js';
import { sha256Node } from './signing.js';

/** Whoever has the platform's cryptography hashes with it everywhere: five times as fast on the leaves of a declaration. */
useSha256(sha256Node);
