import type { OrganizationId } from '@onceledger/chaincode/domain';

/** The definition demands two different organizations (docs/spec/collections.md). */
const REQUIRED = 2;

/**
 * Which organizations endorse: the parties of private data and one's own always, others in turn up to the policy. A named
 * organization that is down fails the whole endorsement, so the choice moves on with every attempt.
 */
export class Endorsers {
  readonly #own: OrganizationId;
  readonly #others: readonly OrganizationId[];
  #turn = 0;

  constructor(own: OrganizationId, organizations: readonly OrganizationId[]) {
    this.#own = own;
    this.#others = organizations.filter((organization) => organization !== own);
  }

  /** How many different choices there are. */
  choices(parties: readonly OrganizationId[]): number {
    const named = this.#named(parties);
    return named.length >= REQUIRED ? 1 : Math.max(1, this.#free(named).length);
  }

  next(parties: readonly OrganizationId[]): OrganizationId[] {
    const named = this.#named(parties);
    const free = this.#free(named);
    this.#turn += 1;
    const added = free
      .map((_, index) => free[(this.#turn + index) % free.length])
      .filter((one) => one !== undefined);
    return [...named, ...added.slice(0, Math.max(0, REQUIRED - named.length))];
  }

  #named(parties: readonly OrganizationId[]): OrganizationId[] {
    return [...new Set([this.#own, ...parties])];
  }

  #free(named: readonly OrganizationId[]): OrganizationId[] {
    return this.#others.filter((organization) => !named.includes(organization));
  }
}
