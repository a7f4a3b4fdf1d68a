import type { ChannelConfiguration, Check } from '../../blocks/channel-configuration.js';
import type { ChaincodeDefinition, CollectionDefinition } from '../../blocks/lifecycle.js';
import type { Member } from '../../blocks/msp.js';
import { evaluatePolicy, parseSignaturePolicy } from '../../blocks/policy.js';
import { type Collection, Collections } from '../chaincode/collections.js';
import type { EndorsementRules } from './plan.js';

const IMPLICIT = '_implicit_org_';

/** The policies of the committed definition, asked about logical peers. `peers`: each organization's endorsing identity. */
export function definitionRules(
  config: ChannelConfiguration,
  definition: ChaincodeDefinition,
  peers: ReadonlyMap<string, Member>,
): EndorsementRules {
  const policyOf = (collection: string | undefined): Check | undefined => {
    if (collection?.startsWith(IMPLICIT)) {
      return config.implicitCollectionPolicy(collection.slice(IMPLICIT.length));
    }
    const own = definition.collections.find(({ name }) => name === collection)?.endorsementPolicy;
    return config.applicationPolicy(own ?? definition.endorsementPolicy);
  };
  return {
    satisfied: (organizations, collection) => {
      const members = organizations.flatMap((organization) => peers.get(organization) ?? []);
      return policyOf(collection)?.(members) ?? false;
    },
  };
}

export function definitionCollections(
  definition: ChaincodeDefinition,
  peers: ReadonlyMap<string, Member>,
): Collections {
  const defined = definition.collections.map((entry) => collectionOf(entry, peers));
  return new Collections(defined, [...peers.keys()]);
}

/** A collection's members: organizations whose peer the member policy admits. */
function collectionOf(entry: CollectionDefinition, peers: ReadonlyMap<string, Member>): Collection {
  const policy = parseSignaturePolicy(entry.members);
  return {
    name: entry.name,
    members: [...peers]
      .filter(([, peer]) => evaluatePolicy(policy, [peer], () => []))
      .map(([organization]) => organization),
    memberOnlyRead: entry.memberOnlyRead,
    memberOnlyWrite: entry.memberOnlyWrite,
    requiredPeerCount: entry.requiredPeerCount,
    blockToLive: entry.blockToLive,
  };
}
