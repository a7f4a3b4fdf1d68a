import { implicitCollection } from '@onceledger/chaincode/domain';

/** One collection of the chaincode definition, or an organization's implicit one. */
export interface Collection {
  readonly name: string;
  /** MSP identifiers whose peers keep the data. */
  readonly members: readonly string[];
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
  /** Peers beside the endorser that must have the data before it endorses. */
  readonly requiredPeerCount: number;
  /** Blocks after which the data is purged; 0: never. */
  readonly blockToLive: number;
}

/** What the committed definition says of private data; implicit collections need no definition. */
export class Collections {
  readonly #collections: ReadonlyMap<string, Collection>;

  constructor(defined: readonly Collection[], organizations: readonly string[]) {
    const implicit = organizations.map((organization) => ({
      name: implicitCollection(organization),
      members: [organization],
      memberOnlyRead: false,
      memberOnlyWrite: false,
      requiredPeerCount: 0,
      blockToLive: 0,
    }));
    this.#collections = new Map([...defined, ...implicit].map((entry) => [entry.name, entry]));
  }

  find(name: string): Collection | undefined {
    return this.#collections.get(name);
  }

  /** Those that expire. */
  expiring(): Collection[] {
    return [...this.#collections.values()].filter(({ blockToLive }) => blockToLive > 0);
  }
}
