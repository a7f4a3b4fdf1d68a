/**
 * The one bridge to fabric-contract-api: a CommonJS package whose decorators an ES module sees only through the default
 * import, and which must not log to standard output (see `quiet.ts`).
 */
import './quiet.js';
import api from 'fabric-contract-api';

export const { Contract, Context, Info, Returns, Transaction } = api;
