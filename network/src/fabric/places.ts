import { join } from 'node:path';
import type { NetworkPlaces } from './topology.js';

/** Where everything of a network stands in a home. */
export function folders({ network, ledger, organizations }: NetworkPlaces) {
  const node = (kind: 'peers' | 'orderers' | 'chaincode', name: string): string => join(network, kind, name);
  return {
    topology: join(network, 'topology.json'),
    genesis: join(network, 'genesis.block'),
    profile: join(ledger, 'connection-profile.json'),
    /** The orderers' own organization. */
    ordererAuthority: join(network, 'orderers', 'ca'),
    ordererAdmin: join(network, 'orderers', 'admin'),
    authority: (organization: string): string => join(organizations, organization, 'ca'),
    client: (organization: string): string => join(organizations, organization, 'msp'),
    admin: (organization: string): string => join(organizations, organization, 'admin'),
    peer: (name: string): string => node('peers', name),
    orderer: (name: string): string => node('orderers', name),
    chaincode: (name: string): string => node('chaincode', name),
    log: (name: string): string => join(network, 'logs', `${name}.log`),
    process: (name: string): string => join(network, 'logs', `${name}.pid.json`),
  } as const;
}

/** Names of the files of a TLS certificate in a node's folder. */
export const TLS_FILES = { certificate: 'tls.pem', privateKey: 'tls.key', root: 'tlsca.pem' } as const;
