/** Where one peer or orderer is reached. `Root`: PEM of the certificate authority behind its TLS certificate. */
export interface Endpoint<Root = string> {
  /** Name in the connection profile, such as `peer.tax`. */
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
  readonly tlsRoot: Root;
  /** For whom its TLS certificate is, where that is not the host of the address. */
  readonly serverName?: string;
}

export interface ProfileFacts {
  readonly channel: string;
  /** Organization (its MSP identifier, too) → its peers. */
  readonly peers: ReadonlyMap<string, readonly Endpoint[]>;
  readonly orderers: readonly Endpoint[];
}

/** The common connection profile that Fabric's SDKs read, for all organizations; version 1.0.0. docs/spec/connection-profile.md. */
export function connectionProfile({ channel, peers, orderers }: ProfileFacts): object {
  const all = [...peers.values()].flat();
  const roles = { endorsingPeer: true, chaincodeQuery: true, ledgerQuery: true, eventSource: true };
  return {
    name: `onceledger-${channel}`,
    version: '1.0.0',
    client: { organization: [...peers.keys()][0] ?? '' },
    channels: {
      [channel]: {
        orderers: orderers.map(({ name }) => name),
        peers: Object.fromEntries(all.map(({ name }) => [name, roles])),
      },
    },
    organizations: Object.fromEntries(
      [...peers].map(([organization, own]) => [
        organization,
        { mspid: organization, peers: own.map(({ name }) => name), certificateAuthorities: [] },
      ]),
    ),
    orderers: nodes(orderers),
    peers: nodes(all),
  };
}

function nodes(endpoints: readonly Endpoint[]): object {
  return Object.fromEntries(endpoints.map((endpoint) => [endpoint.name, toNode(endpoint)]));
}

function toNode({ address, tlsRoot, serverName }: Endpoint): object {
  return {
    url: `grpcs://${address}`,
    tlsCACerts: { pem: tlsRoot },
    ...(serverName !== undefined && {
      grpcOptions: { 'ssl-target-name-override': serverName, hostnameOverride: serverName },
    }),
  };
}
