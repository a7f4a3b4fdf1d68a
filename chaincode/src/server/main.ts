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

const { values } = parseArgs({
  options: {
    'chaincode-address': { type: 'string' },
    'chaincode-id': { type: 'string' },
    'chaincode-tls-cert-file': { type: 'string' },
    'chaincode-tls-key-file': { type: 'string' },
    'chaincode-tls-client-cacert-file': { type: 'string' },
  },
});

await new ChaincodeServer(new DirectChaincode(contracts, 'onceledger', ''), serverOptions()).start();

function serverOptions(): ServerOptions {
  const tls = tlsOptions();
  return {
    address: required('chaincode-address'),
    ccid: required('chaincode-id'),
    ...(tls === undefined ? {} : { tlsProps: tls }),
  };
}

function tlsOptions(): ServerOptions['tlsProps'] {
  if (values['chaincode-tls-cert-file'] === undefined && values['chaincode-tls-key-file'] === undefined)
    return undefined;
  const root = values['chaincode-tls-client-cacert-file'];
  return {
    cert: readFileSync(required('chaincode-tls-cert-file')),
    key: readFileSync(required('chaincode-tls-key-file')),
    ...(root === undefined ? {} : { clientCACerts: readFileSync(root) }),
  };
}

function required(name: keyof typeof values): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}
