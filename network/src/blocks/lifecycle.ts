import { fail } from '@onceledger/chaincode/domain';
import { common, peer } from '@hyperledger/fabric-protos';
import type { KeyWrite } from './types.js';
import { WireReader } from './wire.js';

/** Namespace in which Fabric keeps what a channel agreed on about its chaincodes. */
export const LIFECYCLE = '_lifecycle';
/** The fields of a definition, in the order of Fabric's own struct: their names are the last part of their keys. */
const FIELDS = ['Sequence', 'EndorsementInfo', 'ValidationInfo', 'Collections'] as const;
type Field = (typeof FIELDS)[number];

/** A committed chaincode definition. docs/spec/genesis.md. */
export interface ChaincodeDefinition {
  readonly name: string;
  readonly sequence: number;
  readonly version: string;
  /** Fabric's own is `vscc`, the default. */
  readonly validationPlugin?: string;
  /** Serialized peer.ApplicationPolicy: the endorsement policy. */
  readonly endorsementPolicy: Uint8Array;
  readonly collections: readonly CollectionDefinition[];
}
export interface CollectionDefinition {
  readonly name: string;
  /** Serialized common.SignaturePolicyEnvelope: whose peers keep the data. */
  readonly members: Uint8Array;
  /** Serialized peer.ApplicationPolicy; absent: the chaincode's. */
  readonly endorsementPolicy?: Uint8Array;
  readonly requiredPeerCount: number;
  readonly maximumPeerCount: number;
  /** Blocks; 0: for ever. */
  readonly blockToLive: number;
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
}

/** `namespaces/fields/<name>/Sequence`: endorsers read it, so that a new definition invalidates what was endorsed under the old. */
export function sequenceKey(name: string): string {
  return fieldKey(name, 'Sequence');
}

/** What `_lifecycle`'s CommitChaincodeDefinition writes for a first definition, in key order. */
export function definitionWrites(definition: ChaincodeDefinition): KeyWrite[] {
  const values: Record<Field, Uint8Array> = {
    Sequence: sequenceData(definition.sequence),
    EndorsementInfo: bytesData(endorsementInfo(definition)),
    ValidationInfo: bytesData(validationInfo(definition)),
    Collections: bytesData(collectionPackage(definition.collections).serializeBinary()),
  };
  const metadata = new peer.lifecycle.StateMetadata();
  metadata.setDatatype('ChaincodeDefinition');
  metadata.setFieldsList([...FIELDS]);
  const written = FIELDS.map((field) => ({ key: fieldKey(definition.name, field), value: values[field] }));
  written.push({ key: metadataKey(definition.name), value: metadata.serializeBinary() });
  return written.map((write) => ({ ...write, deleted: false })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Every key of a definition. */
export function definitionKeys(name: string): string[] {
  return [...FIELDS.map((field) => fieldKey(name, field)), metadataKey(name)];
}

/** Keys of `_lifecycle` that a first commit reads and finds absent. */
export function definitionReads(name: string): { key: string }[] {
  return [{ key: sequenceKey(name) }, { key: metadataKey(name) }];
}

/** Reads a definition from `_lifecycle`'s state; undefined where the chaincode has none. BLOCK_INVALID where it is not one. */
export function readDefinition(
  name: string,
  state: (key: string) => Uint8Array | undefined,
): ChaincodeDefinition | undefined {
  if (state(metadataKey(name)) === undefined) return undefined;
  try {
    const endorsement = peer.lifecycle.ChaincodeEndorsementInfo.deserializeBinary(
      stateBytes(state(fieldKey(name, 'EndorsementInfo'))),
    );
    const validation = peer.lifecycle.ChaincodeValidationInfo.deserializeBinary(
      stateBytes(state(fieldKey(name, 'ValidationInfo'))),
    );
    return {
      name,
      sequence: stateInteger(state(sequenceKey(name))),
      version: endorsement.getVersion(),
      validationPlugin: validation.getValidationPlugin(),
      endorsementPolicy: validation.getValidationParameter_asU8(),
      collections: readCollections(stateBytes(state(fieldKey(name, 'Collections')))),
    };
  } catch (cause) {
    throw fail('BLOCK_INVALID', { detail: `the definition of chaincode ${name} cannot be read`, cause });
  }
}

/** The chaincode whose definition a key of `_lifecycle` belongs to; undefined for any other key. */
export function chaincodeOfKey(key: string): string | undefined {
  return /^namespaces\/(?:fields|metadata)\/([^/#]+)(?:\/[A-Za-z]+)?$/.exec(key)?.[1];
}

/** A peer.CollectionConfigPackage. */
export function collectionPackage(
  collections: readonly CollectionDefinition[],
): peer.CollectionConfigPackage {
  const message = new peer.CollectionConfigPackage();
  message.setConfigList(collections.map(collectionConfig));
  return message;
}

function collectionConfig(definition: CollectionDefinition): peer.CollectionConfig {
  const members = new peer.CollectionPolicyConfig();
  members.setSignaturePolicy(common.SignaturePolicyEnvelope.deserializeBinary(definition.members));
  const config = new peer.StaticCollectionConfig();
  config.setName(definition.name);
  config.setMemberOrgsPolicy(members);
  config.setRequiredPeerCount(definition.requiredPeerCount);
  config.setMaximumPeerCount(definition.maximumPeerCount);
  config.setBlockToLive(definition.blockToLive);
  config.setMemberOnlyRead(definition.memberOnlyRead);
  config.setMemberOnlyWrite(definition.memberOnlyWrite);
  if (definition.endorsementPolicy !== undefined)
    config.setEndorsementPolicy(peer.ApplicationPolicy.deserializeBinary(definition.endorsementPolicy));
  const message = new peer.CollectionConfig();
  message.setStaticCollectionConfig(config);
  return message;
}

function readCollections(bytes: Uint8Array): CollectionDefinition[] {
  return peer.CollectionConfigPackage.deserializeBinary(bytes)
    .getConfigList()
    .flatMap((entry) => entry.getStaticCollectionConfig() ?? [])
    .map((config) => {
      const policy = config.getEndorsementPolicy();
      return {
        name: config.getName(),
        members: config.getMemberOrgsPolicy()?.getSignaturePolicy()?.serializeBinary() ?? new Uint8Array(0),
        ...(policy === undefined ? {} : { endorsementPolicy: policy.serializeBinary() }),
        requiredPeerCount: config.getRequiredPeerCount(),
        maximumPeerCount: config.getMaximumPeerCount(),
        blockToLive: config.getBlockToLive(),
        memberOnlyRead: config.getMemberOnlyRead(),
        memberOnlyWrite: config.getMemberOnlyWrite(),
      };
    });
}

function endorsementInfo({ version }: ChaincodeDefinition): Uint8Array {
  const message = new peer.lifecycle.ChaincodeEndorsementInfo();
  message.setVersion(version);
  message.setEndorsementPlugin('escc');
  return message.serializeBinary();
}

function validationInfo({ endorsementPolicy }: ChaincodeDefinition): Uint8Array {
  const message = new peer.lifecycle.ChaincodeValidationInfo();
  message.setValidationPlugin('vscc');
  message.setValidationParameter(endorsementPolicy);
  return message.serializeBinary();
}

function sequenceData(sequence: number): Uint8Array {
  const data = new peer.lifecycle.StateData();
  data.setInt64(sequence);
  return data.serializeBinary();
}

function bytesData(bytes: Uint8Array): Uint8Array {
  const data = new peer.lifecycle.StateData();
  data.setBytes(bytes);
  return data.serializeBinary();
}

/** StateData's one-of: field 1 an int64, field 2 bytes. */
function stateInteger(bytes: Uint8Array | undefined): number {
  let value = 0;
  const fields = new WireReader(bytes ?? new Uint8Array(0));
  while (fields.next()) if (fields.tag === 8) value = Number(fields.uint64);
  return value;
}

function stateBytes(bytes: Uint8Array | undefined): Uint8Array {
  let value: Uint8Array = new Uint8Array(0);
  const fields = new WireReader(bytes ?? new Uint8Array(0));
  while (fields.next()) if (fields.tag === 18) value = fields.bytes;
  return value;
}

function fieldKey(name: string, field: Field): string {
  return `namespaces/fields/${name}/${field}`;
}

function metadataKey(name: string): string {
  return `namespaces/metadata/${name}`;
}
