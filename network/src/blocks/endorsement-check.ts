import type { ChannelConfiguration, Check } from './channel-configuration.js';
import { CODES } from './codes.js';
import type { ChaincodeDefinitions } from './definitions.js';
import type { CryptoCounters } from './hashes.js';
import { LIFECYCLE } from './lifecycle.js';
import type { Member } from './msp.js';
import type { CollectionReadWriteSet, NamespaceReadWriteSet, TransactionEnvelope } from './types.js';

const IMPLICIT = '_implicit_org_';

/** Those whose endorsements verify, each once: what every policy of the transaction is evaluated on. */
export function endorsersOf(
  envelope: TransactionEnvelope,
  config: ChannelConfiguration,
  counters?: CryptoCounters,
): Member[] {
  const endorsers = new Map<string, Member>();
  for (const { endorser, signature } of envelope.endorsements) {
    const member = config.member(endorser);
    if (member === undefined || endorsers.has(member.fingerprint)) continue;
    const signed = Buffer.concat([envelope.proposalResponsePayload, endorser.bytes]);
    if (member.check(signed, signature, counters)) endorsers.set(member.fingerprint, member);
  }
  return [...endorsers.values()];
}

/**
 * The endorsement policies of everything that a transaction writes, and of the chaincode that it called, as they stood
 * before its block: Fabric's builtin validation (v20). Answers a TxValidationCode.
 */
export async function checkEndorsements(
  envelope: TransactionEnvelope,
  config: ChannelConfiguration,
  definitions: ChaincodeDefinitions,
  counters?: CryptoCounters,
): Promise<number> {
  const written = envelope.readWriteSets.filter(writes).map(({ namespace }) => namespace);
  const namespaces = new Set([envelope.chaincode, ...written]);
  let endorsers: Member[] | undefined;
  for (const namespace of namespaces) {
    const policies = await policiesOf(namespace, config, definitions);
    if (policies === undefined) return CODES.INVALID_CHAINCODE;
    endorsers ??= endorsersOf(envelope, config, counters);
    const set = envelope.readWriteSets.find((one) => one.namespace === namespace);
    if (!satisfied(set, policies, endorsers)) return CODES.ENDORSEMENT_POLICY_FAILURE;
  }
  return CODES.VALID;
}

interface Policies {
  /** Undefined: nobody can satisfy it. */
  readonly chaincode: Check | undefined;
  readonly collection: (name: string) => Check | undefined;
}

async function policiesOf(
  namespace: string,
  config: ChannelConfiguration,
  definitions: ChaincodeDefinitions,
): Promise<Policies | undefined> {
  const implicit = (name: string): Check | undefined =>
    name.startsWith(IMPLICIT) ? config.implicitCollectionPolicy(name.slice(IMPLICIT.length)) : undefined;
  if (namespace === LIFECYCLE) return { chaincode: config.lifecyclePolicy(), collection: implicit };
  const definition = definitions.get(namespace) ?? (await definitions.resolve(namespace));
  if (definition === undefined || definition.endorsementPolicy.length === 0) return undefined;
  const chaincode = config.applicationPolicy(definition.endorsementPolicy);
  const explicit = (name: string): Check | undefined => {
    const collection = definition.collections.find((one) => one.name === name);
    if (collection?.endorsementPolicy !== undefined)
      return config.applicationPolicy(collection.endorsementPolicy);
    return collection === undefined ? undefined : chaincode;
  };
  return { chaincode, collection: (name) => (name.startsWith(IMPLICIT) ? implicit(name) : explicit(name)) };
}

/** A collection with a policy of its own stands for itself; the chaincode's counts for public writes, and where nothing else was asked. */
function satisfied(
  set: NamespaceReadWriteSet | undefined,
  policies: Policies,
  endorsers: readonly Member[],
): boolean {
  const collections = (set?.collections ?? []).filter(writesHashed).map(({ collection }) => collection);
  const needed = [...new Set(collections)].map(policies.collection);
  if (needed.length === 0 || (set?.writes.length ?? 0) > 0) needed.push(policies.chaincode);
  return needed.every((policy) => policy?.(endorsers) === true);
}

function writes(set: NamespaceReadWriteSet): boolean {
  return set.writes.length > 0 || set.collections.some(writesHashed);
}

function writesHashed({ hashedWrites }: CollectionReadWriteSet): boolean {
  return hashedWrites.length > 0;
}
