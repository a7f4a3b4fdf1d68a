import { fail, OnceError } from '@onceledger/chaincode/domain';
import { common } from '@hyperledger/fabric-protos';
import type { ChannelConfiguration } from './channel-configuration.js';
import { configElements, elementKey, type ConfigElement, type ConfigElements } from './config-elements.js';
import { decodeIdentity, decodeSignatureHeader } from './decode-identity.js';
import type { CryptoCounters } from './hashes.js';
import type { Member } from './msp.js';

/**
 * Whether those who may change each element signed the update that leads from a configuration to the next: Fabric's
 * configtx validation. Orderers check it before they order; but an orderer alone must not be able to change the rules.
 * @throws BLOCK_INVALID naming the rule
 */
export function verifyConfigUpdate(
  current: ChannelConfiguration,
  currentRoot: common.ConfigGroup,
  envelope: common.ConfigEnvelope,
  counters?: CryptoCounters,
): void {
  const { update, signed } = readUpdate(envelope);
  if (update.getChannelId() !== current.channel) throw refused('it is for another channel');
  const standing = configElements(currentRoot);
  const read = configElements(update.getReadSet());
  const written = configElements(update.getWriteSet());
  for (const [key, element] of read)
    if (standing.get(key)?.version !== element.version)
      throw refused(`it was made for another version of ${key}`);
  const changes = new Map([...written].filter(([key, { version }]) => read.get(key)?.version !== version));
  if (changes.size === 0) throw refused('it changes nothing');
  const signers = signersOf(signed, current, counters);
  for (const [key, element] of changes) verifyChange(key, element, standing, { current, signers });
  const result = resultOf(new Map([...standing, ...changes]));
  if (!same(result, configElements(envelope.getConfig()?.getChannelGroup())))
    throw refused('the configuration is not what the update leads to');
}

interface Judges {
  readonly current: ChannelConfiguration;
  readonly signers: readonly Member[];
}

function verifyChange(key: string, element: ConfigElement, standing: ConfigElements, judges: Judges): void {
  if (element.modPolicy === '') throw refused(`nobody may change ${key} afterwards`);
  const before = standing.get(key);
  if (before === undefined) {
    // What is new is up to whoever may change the group around it.
    if (element.version !== 0) throw refused(`${key} is new and has a version`);
    return;
  }
  if (element.version !== before.version + 1) throw refused(`${key} does not have its next version`);
  if (judges.current.policy(policyPath(before))?.(judges.signers) !== true)
    throw refused(`those who may change ${key} did not sign`);
}

/** A relative policy is looked for in the group where the element stands; a group's own, in the group itself. */
function policyPath({ kind, path, modPolicy }: ConfigElement): string {
  if (modPolicy.startsWith('/')) return modPolicy;
  const group = kind === 'group' ? path : path.slice(0, -1);
  return `/${[...group, modPolicy].join('/')}`;
}

function readUpdate(envelope: common.ConfigEnvelope): {
  update: common.ConfigUpdate;
  signed: common.ConfigUpdateEnvelope;
} {
  try {
    const payload = common.Payload.deserializeBinary(
      envelope.getLastUpdate()?.getPayload_asU8() ?? new Uint8Array(0),
    );
    const header = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(0);
    if (common.ChannelHeader.deserializeBinary(header).getType() !== common.HeaderType.CONFIG_UPDATE)
      throw refused('there is none');
    const signed = common.ConfigUpdateEnvelope.deserializeBinary(payload.getData_asU8());
    return { update: common.ConfigUpdate.deserializeBinary(signed.getConfigUpdate_asU8()), signed };
  } catch (cause) {
    if (cause instanceof OnceError) throw cause;
    throw fail('BLOCK_INVALID', { detail: 'a configuration update cannot be read', cause });
  }
}

function signersOf(
  signed: common.ConfigUpdateEnvelope,
  current: ChannelConfiguration,
  counters: CryptoCounters | undefined,
): Member[] {
  const signers = new Map<string, Member>();
  for (const one of signed.getSignaturesList()) {
    const header = one.getSignatureHeader_asU8();
    const member = current.member(decodeIdentity(decodeSignatureHeader(header).creator));
    if (member === undefined || signers.has(member.fingerprint)) continue;
    const covered = Buffer.concat([header, signed.getConfigUpdate_asU8()]);
    if (member.check(covered, one.getSignature_asU8(), counters)) signers.set(member.fingerprint, member);
  }
  return [...signers.values()];
}

/** What can be reached from the root: an element that its group no longer names is gone. */
function resultOf(elements: ConfigElements): ConfigElements {
  const reached = new Map<string, ConfigElement>();
  // Channels of Fabric 1.0 left policies for changes unset; peers repair it at the first update.
  const repairs = elements.has(elementKey('value', ['Channel', 'Orderer', 'Capabilities']));
  const visit = (kind: ConfigElement['kind'], path: readonly string[]): void => {
    const key = elementKey(kind, path);
    const element = elements.get(key);
    if (element === undefined) throw refused(`${key} is missing`);
    reached.set(key, element.modPolicy === '' && repairs ? { ...element, modPolicy: 'Admins' } : element);
    for (const child of element.children) visit(child.kind, [...path, child.name]);
  };
  visit('group', ['Channel']);
  return reached;
}

function same(one: ConfigElements, other: ConfigElements): boolean {
  return one.size === other.size && [...one].every(([key, element]) => isSame(element, other.get(key)));
}

function isSame(one: ConfigElement, other: ConfigElement | undefined): boolean {
  return one.version === other?.version && one.modPolicy === other.modPolicy && one.content === other.content;
}

function refused(rule: string): OnceError {
  return fail('BLOCK_INVALID', `a configuration update is not authorized: ${rule}`);
}
