import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import {
  encodeChannelHeader,
  encodeSignatureHeader,
  headerOf,
  signEnvelope,
  type Block,
  type Signer,
} from '@onceledger/network/blocks';
import { signerOf, type Identity } from '@onceledger/network/identity';
import { CONSORTIUM } from './channel.js';

/** What an update is made of; each test changes one part of a sound one. */
export interface UpdateParts {
  /** Reads and writes of the update, and the group that it leads to. */
  readonly change: (current: common.ConfigGroup) => {
    readonly read: common.ConfigGroup;
    readonly write: common.ConfigGroup;
    readonly result: common.ConfigGroup;
  };
  readonly signers: readonly Identity[];
  readonly orderer: Identity;
  readonly channel?: string;
  readonly sequence?: number;
  /** The update's own type, where it is not one. */
  readonly type?: common.HeaderTypeMap[keyof common.HeaderTypeMap];
}

/** The config transaction that an orderer makes of a signed update. A serialized envelope. */
export function configTransaction(current: Block, parts: UpdateParts): Uint8Array {
  const [envelope] = current.envelopes;
  if (envelope?.kind !== 'config') throw new Error('not a config block');
  const before = common.ConfigEnvelope.deserializeBinary(envelope.config).getConfig()!;
  const { read, write, result } = parts.change(before.getChannelGroup()!);
  const update = new common.ConfigUpdate();
  update.setChannelId(parts.channel ?? CONSORTIUM.channel);
  update.setReadSet(read);
  update.setWriteSet(write);
  const config = new common.Config();
  config.setSequence(parts.sequence ?? before.getSequence() + 1);
  config.setChannelGroup(result);
  const next = new common.ConfigEnvelope();
  next.setConfig(config);
  next.setLastUpdate(signedUpdate(update.serializeBinary(), parts));
  return envelopeOf(common.HeaderType.CONFIG, next.serializeBinary(), signerOf(parts.orderer));
}

function signedUpdate(update: Uint8Array, { signers, type }: UpdateParts): common.Envelope {
  const message = new common.ConfigUpdateEnvelope();
  message.setConfigUpdate(update);
  message.setSignaturesList(
    signers.map((identity) => {
      const signer = signerOf(identity);
      const header = encodeSignatureHeader(signer.serializedIdentity, randomBytes(24));
      const signature = new common.ConfigSignature();
      signature.setSignatureHeader(header);
      signature.setSignature(signer.sign(Buffer.concat([header, update])));
      return signature;
    }),
  );
  const [first] = signers;
  const bytes = envelopeOf(
    type ?? common.HeaderType.CONFIG_UPDATE,
    message.serializeBinary(),
    first === undefined
      ? { serializedIdentity: Uint8Array.of(1), sign: () => Uint8Array.of(1) }
      : signerOf(first),
  );
  return common.Envelope.deserializeBinary(bytes);
}

function envelopeOf(
  type: common.HeaderTypeMap[keyof common.HeaderTypeMap],
  data: Uint8Array,
  signer: Signer,
): Uint8Array {
  const header = common.ChannelHeader.deserializeBinary(
    encodeChannelHeader({ channel: CONSORTIUM.channel, transactionId: '', timestamp: new Date() }),
  );
  header.setType(type);
  const payload = new common.Payload();
  payload.setHeader(
    headerOf(header.serializeBinary(), encodeSignatureHeader(signer.serializedIdentity, randomBytes(24))),
  );
  payload.setData(data);
  return signEnvelope(payload.serializeBinary(), signer);
}

/** An element that is only named: its version says which one is meant. */
export function named(version: number): common.ConfigGroup {
  const group = new common.ConfigGroup();
  group.setVersion(version);
  return group;
}

/** Adds an organization to the application: the group gets its next version, everything else in it stays. */
export function addOrganization(name: string, organization: common.ConfigGroup): UpdateParts['change'] {
  return (current) => {
    const application = current.getGroupsMap().get('Application')!;
    const read = named(0);
    read.getGroupsMap().set('Application', skeleton(application));
    const write = named(0);
    const changed = skeleton(application);
    changed.setVersion(application.getVersion() + 1);
    changed.setModPolicy('Admins');
    changed.getGroupsMap().set(name, organization);
    write.getGroupsMap().set('Application', changed);
    const result = current.cloneMessage();
    const next = result.getGroupsMap().get('Application')!;
    next.setVersion(application.getVersion() + 1);
    next.getGroupsMap().set(name, organization);
    return { read, write, result };
  };
}

/** Names of everything in a group, with their versions. */
function skeleton(group: common.ConfigGroup): common.ConfigGroup {
  const bare = named(group.getVersion());
  group.getGroupsMap().forEach((child, name) => bare.getGroupsMap().set(name, named(child.getVersion())));
  group.getValuesMap().forEach((child, name) => {
    const value = new common.ConfigValue();
    value.setVersion(child.getVersion());
    bare.getValuesMap().set(name, value);
  });
  group.getPoliciesMap().forEach((child, name) => {
    const policy = new common.ConfigPolicy();
    policy.setVersion(child.getVersion());
    bare.getPoliciesMap().set(name, policy);
  });
  return bare;
}

/** Gives one value below a group its next version and content. */
export function setValue(
  groups: readonly string[],
  name: string,
  content: Uint8Array,
): UpdateParts['change'] {
  return below(groups, (at, writeAt) => {
    const value = new common.ConfigValue();
    value.setVersion((at.getValuesMap().get(name)?.getVersion() ?? -1) + 1);
    value.setModPolicy('Admins');
    value.setValue(content);
    writeAt.getValuesMap().set(name, value);
    at.getValuesMap().set(name, value);
  });
}

/** The same for a Signature policy. */
export function setPolicy(
  groups: readonly string[],
  name: string,
  content: Uint8Array,
): UpdateParts['change'] {
  return below(groups, (at, writeAt) => {
    const policy = new common.Policy();
    policy.setType(common.Policy.PolicyType.SIGNATURE);
    policy.setValue(content);
    const entry = new common.ConfigPolicy();
    entry.setVersion((at.getPoliciesMap().get(name)?.getVersion() ?? -1) + 1);
    entry.setModPolicy('Admins');
    entry.setPolicy(policy);
    writeAt.getPoliciesMap().set(name, entry);
    at.getPoliciesMap().set(name, entry);
  });
}

function below(
  groups: readonly string[],
  change: (at: common.ConfigGroup, writeAt: common.ConfigGroup) => void,
): UpdateParts['change'] {
  return (current) => {
    const result = current.cloneMessage();
    const read = named(0);
    const write = named(0);
    let [readAt, writeAt, at] = [read, write, result];
    for (const group of groups) {
      at = at.getGroupsMap().get(group)!;
      const [inRead, inWrite] = [named(at.getVersion()), named(at.getVersion())];
      readAt.getGroupsMap().set(group, inRead);
      writeAt.getGroupsMap().set(group, inWrite);
      [readAt, writeAt] = [inRead, inWrite];
    }
    change(at, writeAt);
    return { read, write, result };
  };
}
