import type { OrganizationId } from '@onceledger/chaincode/domain';

/** The definition demands two different organizations (docs/spec/collections.md). */
const REQUIRED = 2;

interface Wanted {
  readonly parties: readonly OrganizationId[];
  readonly alone?: boolean;
  readonly membersMayStandIn?: boolean;
  /** Not asked. */
  readonly against?: OrganizationId | undefined;
}

/**
 * Which organizations endorse: the parties of private data always, one's own where it can, others in turn up to the policy.
 * A named organization that is down fails the whole endorsement, so there are several choices, tried in order.
 */
export class Endorsers {
  readonly #own: OrganizationId;
  readonly #others: readonly OrganizationId[];
  readonly #members: readonly OrganizationId[];
  #turn = 0;

  /** `members`: of the collection of sealed parts. */
  constructor(own: OrganizationId, organizations: readonly OrganizationId[], members = organizations) {
    this.#own = own;
    this.#others = organizations.filter((organization) => organization !== own);
    this.#members = members.filter((organization) => organization !== own);
  }

  /**
   * Each transaction begins with the next of the others. Where one's own peers cannot endorse, as before they have gone over
   * to a new version of the chaincode, others do, but never where there are parties: private data is shown to no third,
   * save to members of the collection that it goes to anyway.
   */
  choices({ against, alone = false, membersMayStandIn = false, parties }: Wanted): OrganizationId[][] {
    if (alone) return [[...parties]];
    this.#turn += 1;
    const withOwn = this.#completed([...new Set([this.#own, ...parties])], against);
    if (parties.length > 0) return membersMayStandIn ? [...withOwn, ...this.#standIns(parties)] : withOwn;
    return [...withOwn, ...this.#completed([], against).filter(({ length }) => length === REQUIRED)];
  }

  #standIns(parties: readonly OrganizationId[]): OrganizationId[][] {
    return this.#members.filter((member) => !parties.includes(member)).map((member) => [this.#own, member]);
  }

  #completed(named: readonly OrganizationId[], against: OrganizationId | undefined): OrganizationId[][] {
    const missing = Math.max(0, REQUIRED - named.length);
    const free = this.#others.filter((one) => !named.includes(one) && one !== against);
    // Too few for the policy: whom there is, each once.
    if (free.length <= missing) return [[...named, ...free.slice(0, missing)]];
    const start = this.#turn % free.length;
    const inTurn = [...free.slice(start), ...free.slice(0, start)];
    return inTurn.map((_, index) => [...named, ...[...inTurn, ...inTurn].slice(index, index + missing)]);
  }
}
