#!/usr/bin/env node
/**
 * The chaincode as a service: `fabric-chaincode-node server` with the same options, for these contracts alone. It asks and
 * tells peers of Fabric 3.1 in batches, which that command cannot.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contracts } from '../index.js';
import { ChaincodeServer, type ServerOptions } from './chaincode-server.js';
import { DirectChaincode } from './direct-chaincode.js';

const TEXT = { type: 'string' } as const;
const NAMES = [
  'chaincode-address',
  'chaincode-id',
  'chaincode-tls-cert-file',
  'chaincode-tls-key-file',
  'chaincode-tls-client-cacert-file',
] as const;
type Given = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/** sysexits.h */
const EX_USAGE = 64;

try {
  const { values } = parseArgs({ options: Object.fromEntries(NAMES.map((name) => [name, TEXT])) });
  await new ChaincodeServer(new DirectChaincode(contracts, 'onceledger', ''), serverOptions(values)).start();
} catch (error) {
  // Uncaught, it would end in fabric-shim's logger, which says nothing of it and lets the process end well.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(EX_USAGE);
}

function serverOptions(given: Given): ServerOptions {
  const tls = tlsOptions(given);
  return {
    address: required(given, 'chaincode-address'),
    ccid: required(given, 'chaincode-id'),
    ...(tls === undefined ? {} : { tlsProps: tls }),
  };
}

function tlsOptions(given: Given): ServerOptions['tlsProps'] {
  if (given['chaincode-tls-cert-file'] === undefined && given['chaincode-tls-key-file'] === undefined)
    return undefined;
  const root = given['chaincode-tls-client-cacert-file'];
  return {
    cert: readFileSync(required(given, 'chaincode-tls-cert-file')),
    key: readFileSync(required(given, 'chaincode-tls-key-file')),
    ...(root === undefined ? {} : { clientCACerts: readFileSync(root) }),
  };
}

function required(given: Given, name: keyof Given): string {
  const value = given[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}
