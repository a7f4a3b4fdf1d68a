import {
  digestOf,
  type AgencyBody,
  type BootstrapBody,
  type Digest,
  type JsonValue,
  type LocalizedNames,
  type OrganizationId,
  type Settings,
} from '@onceledger/chaincode/domain';

/** consortium.yaml: one file for both ledgers. docs/spec/consortium.md. */
export interface Consortium {
  readonly format: 1;
  /** Fabric channel name, `[a-z][a-z0-9.-]{0,248}`. */
  readonly channel: string;
  readonly ledger: 'embedded' | 'fabric';
  /** How clients reach Fabric peers; `network` is for peers without the Gateway service. */
  readonly transport: 'gateway' | 'network';
  readonly organizations: readonly ConsortiumOrganization[];
  readonly agencies: readonly AgencyBody[];
  /** Agencies that came after the bootstrap, by act: what is said of them stands on the ledger, here is who hosts them. */
  readonly joined?: readonly AgencyBody[];
  readonly collections: {
    readonly sealed: CollectionSettings;
    readonly bodies: CollectionSettings;
  };
  readonly settings: Settings;
  readonly blocks: BlockSettings;
}

export interface ConsortiumOrganization {
  readonly id: OrganizationId;
  readonly names: LocalizedNames;
}

export interface CollectionSettings {
  readonly members: readonly OrganizationId[];
  /** Peers beside the endorser that must have a private write before it is endorsed. */
  readonly requiredPeerCount: number;
  /** Blocks; 0: never. A backstop only, purge goes by act and deadline. */
  readonly blockToLive: number;
}

export interface BlockSettings {
  readonly maxTransactions: number;
  readonly maxBytes: number;
  /** Milliseconds. The embedded node never waits for it: it cuts when the former group is durable. */
  readonly timeout: number;
}

/** Those of the bootstrap and those that joined. */
export function agenciesOf({
  agencies,
  joined = [],
}: Pick<Consortium, 'agencies' | 'joined'>): readonly AgencyBody[] {
  return [...agencies, ...joined];
}

/** What of a consortium goes onto the ledger: the argument of `agencies:bootstrap`. */
export function bootstrapBody(consortium: Pick<Consortium, 'agencies' | 'settings'>): BootstrapBody {
  return { agencies: consortium.agencies, settings: consortium.settings };
}

/** Digest of the canonical JSON of the bootstrap body: what every endorser is configured with. */
export function consortiumDigest(consortium: Pick<Consortium, 'agencies' | 'settings'>): Digest {
  // Parsed from text, so JSON already; interfaces lack the index signature that the type wants.
  return digestOf(bootstrapBody(consortium) as unknown as JsonValue);
}
