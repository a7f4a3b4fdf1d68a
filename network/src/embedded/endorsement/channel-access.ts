import type { ChannelConfiguration } from '../../blocks/channel-configuration.js';
import { decodeIdentity } from '../../blocks/decode-identity.js';
import type { CryptoCounters } from '../../blocks/hashes.js';
import type { Member } from '../../blocks/msp.js';
import type { SerializedIdentity } from '../../blocks/types.js';
import type { AccessIdentity, ChannelAccess } from './access.js';

/** Access as the channel's present configuration grants it. Identities are few: each is read once. */
export class ConfiguredAccess implements ChannelAccess {
  readonly #config: () => ChannelConfiguration;
  readonly #counters: CryptoCounters;
  #known = new WeakMap<SerializedIdentity, KnownIdentity>();
  #of: ChannelConfiguration | undefined;

  /** `config`: the configuration that the next block is judged by. */
  constructor(config: () => ChannelConfiguration, counters: CryptoCounters) {
    this.#config = config;
    this.#counters = counters;
  }

  identity(bytes: Uint8Array): AccessIdentity | undefined {
    return this.identityOf(decodeIdentity(bytes));
  }

  identityOf(serialized: SerializedIdentity): AccessIdentity | undefined {
    const config = this.#current();
    const known = this.#known.get(serialized);
    if (known) return known;
    const member = config.member(serialized);
    if (!member) return undefined;
    const identity = new KnownIdentity(serialized, member, this.#counters);
    this.#known.set(serialized, identity);
    return identity;
  }

  satisfies(policy: string, identities: readonly AccessIdentity[]): boolean {
    const members = identities.filter((one) => one instanceof KnownIdentity).map(({ member }) => member);
    return this.#current().policy(policy)?.(members) ?? false;
  }

  /** What was known under another configuration counts no longer. */
  #current(): ChannelConfiguration {
    const config = this.#config();
    if (config !== this.#of) this.#known = new WeakMap();
    this.#of = config;
    return config;
  }
}

class KnownIdentity implements AccessIdentity {
  readonly serialized: SerializedIdentity;
  readonly member: Member;
  readonly #from: number;
  readonly #until: number;
  readonly #counters: CryptoCounters;

  constructor(serialized: SerializedIdentity, member: Member, counters: CryptoCounters) {
    this.serialized = serialized;
    this.member = member;
    this.#from = Date.parse(member.certificate.validFrom);
    this.#until = Date.parse(member.certificate.validTo);
    this.#counters = counters;
  }

  isValid(at: Date): boolean {
    const now = at.getTime();
    return this.member.fault === undefined && now >= this.#from && now <= this.#until;
  }

  verify(message: Uint8Array, signature: Uint8Array): boolean {
    return this.member.verify(message, signature, this.#counters);
  }

  verifyLater(message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    return this.member.verifyLater(message, signature, this.#counters);
  }
}
