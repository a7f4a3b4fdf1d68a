/** Where one logical peer or the orderer is reached. */
export interface Endpoint {
  /** Name in the connection profile, such as `peer.tax`. */
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
  /** PEM of the certificate authority behind its TLS certificate. */
  readonly tlsRoot: string;
}

export interface ProfileFacts {
  readonly channel: string;
  readonly peers: ReadonlyMap<string, Endpoint>;
  readonly orderer: Endpoint;
}

/** The common connection profile that Fabric's SDKs read, for all organizations; version 1.0.0. */
export function connectionProfile({ channel, peers, orderer }: ProfileFacts): object {
  const endpoints = [...peers];
  const roles = { endorsingPeer: true, chaincodeQuery: true, ledgerQuery: true, eventSource: true };
  return {
    name: `onceledger-${channel}`,
    version: '1.0.0',
    client: { organization: endpoints[0]?.[0] ?? '' },
    channels: {
      [channel]: {
        orderers: [orderer.name],
        peers: Object.fromEntries(endpoints.map(([, { name }]) => [name, roles])),
      },
    },
    organizations: Object.fromEntries(
      endpoints.map(([organization, { name }]) => [
        organization,
        { mspid: organization, peers: [name], certificateAuthorities: [] },
      ]),
    ),
    orderers: { [orderer.name]: toNode(orderer) },
    peers: Object.fromEntries(endpoints.map(([, endpoint]) => [endpoint.name, toNode(endpoint)])),
  };
}

function toNode({ address, tlsRoot }: Endpoint): object {
  return { url: `grpcs://${address}`, tlsCACerts: { pem: tlsRoot } };
}
