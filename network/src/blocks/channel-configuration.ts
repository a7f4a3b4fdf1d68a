import { fail, OnceError } from '@onceledger/chaincode/domain';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { verifyConfigUpdate } from './config-update.js';
import { decodeConsenters, type ConsenterIdentity } from './consenters.js';
import type { CryptoCounters } from './hashes.js';
import { Msp, type Member } from './msp.js';
import { evaluatePolicy, parsePolicy, parseSignaturePolicy, type Policy } from './policy.js';
import type { Block, SerializedIdentity } from './types.js';

const ROOT = '/Channel/';
/** Channel capabilities with the MSP rules that `Msp` implements, and application capabilities with the validation rules of 2.x. */
const CHANNEL_CAPABILITIES = ['V1_4_3', 'V2_0', 'V3_0'];
const APPLICATION_CAPABILITIES = ['V2_0', 'V2_5'];

/** Whether a set of people satisfies a policy; see `evaluatePolicy`. */
export type Check = (members: readonly Member[]) => boolean;
type Group = common.ConfigGroup;

/** What a channel agreed on: its MSPs, policies and capabilities, from a config block. Immutable: the next config block makes another. */
export class ChannelConfiguration {
  readonly channel: string;
  /** Counts configurations; the genesis block's is 0. */
  readonly sequence: bigint;
  /** MSP identifiers of the application's organizations, sorted. */
  readonly organizations: readonly string[];
  /** BFT alone: who signs blocks, by number. */
  readonly consenters: ReadonlyMap<number, ConsenterIdentity>;
  readonly #root: Group;
  readonly #msps: ReadonlyMap<string, Msp>;
  /** Group names of application organizations by MSP identifier; configtxgen lets them differ. */
  readonly #groups: ReadonlyMap<string, string>;
  readonly #checks = new Map<string, Check | undefined>();
  readonly #members = new WeakMap<SerializedIdentity, { readonly member: Member | undefined }>();

  /** From a config block. @throws BLOCK_INVALID */
  static fromBlock(block: Block): ChannelConfiguration {
    const [envelope, another] = block.envelopes;
    if (envelope?.kind !== 'config' || another !== undefined)
      throw fail(
        'BLOCK_INVALID',
        `block ${block.number}: a config block has one config transaction and nothing else`,
      );
    return ChannelConfiguration.fromEnvelope(envelope.channel, envelope.config);
  }

  /** From a serialized common.ConfigEnvelope. @throws BLOCK_INVALID */
  static fromEnvelope(channel: string, envelope: Uint8Array): ChannelConfiguration {
    try {
      const config = common.ConfigEnvelope.deserializeBinary(envelope).getConfig();
      const group = config?.getChannelGroup();
      if (config === undefined || group === undefined)
        throw fail('BLOCK_INVALID', 'a configuration is missing');
      return new ChannelConfiguration(channel, BigInt(config.getSequence()), group);
    } catch (cause) {
      if (cause instanceof OnceError) throw cause;
      throw fail('BLOCK_INVALID', { detail: 'the channel configuration cannot be read', cause });
    }
  }

  /**
   * The configuration that a later config block brings, if those who may change it signed the update.
   * @throws BLOCK_INVALID
   */
  next(block: Block, counters?: CryptoCounters): ChannelConfiguration {
    const next = ChannelConfiguration.fromBlock(block);
    if (next.sequence !== this.sequence + 1n)
      throw fail('BLOCK_INVALID', `block ${block.number}: its configuration does not follow the present one`);
    const [envelope] = block.envelopes;
    if (envelope?.kind === 'config')
      verifyConfigUpdate(
        this,
        this.#root,
        common.ConfigEnvelope.deserializeBinary(envelope.config),
        counters,
      );
    return next;
  }

  private constructor(channel: string, sequence: bigint, root: Group) {
    this.channel = channel;
    this.sequence = sequence;
    this.#root = root;
    const withEd25519 = demandCapabilities(root, CHANNEL_CAPABILITIES, 'the channel').includes('V3_0');
    const application = childOf(root, 'Application');
    demandCapabilities(application, APPLICATION_CAPABILITIES, 'the application');
    const organizations = children(application).map(([name, group]) => ({
      name,
      msp: mspOf(group, withEd25519),
    }));
    const orderers = children(childOf(root, 'Orderer')).map(([, group]) => mspOf(group, withEd25519));
    this.#msps = new Map([...orderers, ...organizations.map((one) => one.msp)].map((one) => [one.id, one]));
    this.#groups = new Map(organizations.map((one) => [one.msp.id, one.name]));
    this.organizations = [...this.#groups.keys()].sort();
    this.consenters = decodeConsenters(valueOf(childOf(root, 'Orderer'), 'Orderers'));
    this.#checkAll(root, '');
  }

  /** Who an identity is; undefined where no MSP of the channel has that name or the certificate cannot be read. */
  member(identity: SerializedIdentity): Member | undefined {
    const known = this.#members.get(identity);
    if (known !== undefined) return known.member;
    const member = this.#msps.get(identity.mspId)?.member(identity.certificate);
    this.#members.set(identity, { member });
    return member;
  }

  /** The policy at a path such as `/Channel/Application/Writers`, or below the channel without the leading slash; undefined where there is none. */
  policy(path: string): Check | undefined {
    if (path.startsWith(ROOT)) return this.#policyAt(path.slice(ROOT.length));
    return path.startsWith('/') ? undefined : this.#policyAt(path);
  }

  /** A serialized peer.ApplicationPolicy: a chaincode's or a collection's. Undefined where it is none or refers to nothing. */
  applicationPolicy(bytes: Uint8Array): Check | undefined {
    const key = `application ${Buffer.from(bytes).toString('latin1')}`;
    if (!this.#checks.has(key)) this.#checks.set(key, this.#compileApplicationPolicy(bytes));
    return this.#checks.get(key);
  }

  /** Who must endorse writes to `_implicit_org_<mspId>`; undefined where the channel has no such organization. */
  implicitCollectionPolicy(mspId: string): Check | undefined {
    const name = this.#groups.get(mspId);
    if (name === undefined) return undefined;
    const anyMember: Check = (members) =>
      members.some((one) => one.msp.id === mspId && one.hasRole('member'));
    return this.policy(`/Channel/Application/${name}/Endorsement`) ?? anyMember;
  }

  /** Who must endorse changes of chaincode definitions. */
  lifecyclePolicy(): Check {
    const majority: Check = (members) => {
      const present = this.organizations.filter((id) =>
        members.some((one) => one.msp.id === id && one.hasRole('member')),
      );
      return present.length >= Math.floor(this.organizations.length / 2) + 1;
    };
    return this.policy('/Channel/Application/LifecycleEndorsement') ?? majority;
  }

  #compileApplicationPolicy(bytes: Uint8Array): Check | undefined {
    try {
      const policy = peer.ApplicationPolicy.deserializeBinary(bytes);
      const envelope = policy.getSignaturePolicy();
      if (envelope === undefined) return this.policy(policy.getChannelConfigPolicyReference());
      const parsed = parseSignaturePolicy(envelope.serializeBinary());
      return (members) => evaluatePolicy(parsed, members, () => []);
    } catch {
      return undefined;
    }
  }

  #policyAt(path: string): Check | undefined {
    if (!this.#checks.has(path)) this.#checks.set(path, this.#compile(path));
    return this.#checks.get(path);
  }

  #compile(path: string): Check | undefined {
    const names = path.split('/');
    const group = names
      .slice(0, -1)
      .reduce<Group | undefined>((above, name) => above && childOf(above, name), this.#root);
    const policy = group
      ?.getPoliciesMap()
      .get(names.at(-1) ?? '')
      ?.getPolicy();
    if (group === undefined || policy === undefined) return undefined;
    const parsed: Policy = parsePolicy(policy);
    const above = names
      .slice(0, -1)
      .map((name) => `${name}/`)
      .join('');
    const below = (name: string): Check[] =>
      children(group).map(([child]) => this.#policyAt(`${above}${child}/${name}`) ?? (() => false));
    return (members) => evaluatePolicy(parsed, members, below);
  }

  /** So that a policy that cannot be read shows at once, and not at the transaction that first needs it. */
  #checkAll(group: Group, path: string): void {
    group.getPoliciesMap().forEach((_, name) => this.#policyAt(path + name));
    for (const [name, child] of children(group)) this.#checkAll(child, `${path}${name}/`);
  }
}

function childOf(group: Group | undefined, name: string): Group | undefined {
  return group?.getGroupsMap().get(name);
}

function children(group: Group | undefined): [string, Group][] {
  return entriesOf(group?.getGroupsMap());
}

function entriesOf<Value>(
  map: { forEach(each: (value: Value, key: string) => void): void } | undefined,
): [string, Value][] {
  const entries: [string, Value][] = [];
  map?.forEach((value, key) => entries.push([key, value]));
  return entries;
}

function valueOf(group: Group | undefined, name: string): Uint8Array {
  return group?.getValuesMap().get(name)?.getValue_asU8() ?? new Uint8Array(0);
}

function mspOf(group: Group, withEd25519: boolean): Msp {
  const config = msp.MSPConfig.deserializeBinary(valueOf(group, 'MSP'));
  if (config.getType() !== 0) throw fail('BLOCK_INVALID', 'only X.509 MSPs are supported');
  return new Msp(msp.FabricMSPConfig.deserializeBinary(config.getConfig_asU8()), withEd25519);
}

/** The capabilities that a group has, one of those admitted among them. */
function demandCapabilities(group: Group | undefined, admitted: readonly string[], of: string): string[] {
  const message = common.Capabilities.deserializeBinary(valueOf(group, 'Capabilities'));
  const names = entriesOf(message.getCapabilitiesMap()).map(([name]) => name);
  if (!names.some((name) => admitted.includes(name)))
    throw fail('BLOCK_INVALID', `${of} has none of the capabilities ${admitted.join(', ')}`);
  return names;
}
