import { CHAINCODE_NAME, COLLECTIONS } from '@onceledger/chaincode/domain';
import { peer } from '@hyperledger/fabric-protos';
import type { Consortium } from '../consortium.js';
import {
  assembleTransaction,
  createProposal,
  encodeProposalResponsePayload,
  endorse,
  signEnvelope,
} from './encode-transaction.js';
import { encodeReadWriteSet } from './encode-rwset.js';
import { TWO_ORGANIZATIONS } from './genesis.js';
import {
  LIFECYCLE,
  collectionPackage,
  definitionReads,
  definitionWrites,
  type ChaincodeDefinition,
  type CollectionDefinition,
} from './lifecycle.js';
import { outOf, policyReference } from './policy-encode.js';
import type { Signer } from './signer.js';

/** Version under which Fabric runs its own chaincodes. */
const SYSTEM_VERSION = 'syscc';
const OK = 200;

/** The definition of the project's chaincode on a consortium's channel, first sequence. */
export function onceDefinition(
  consortium: Pick<Consortium, 'collections'>,
  version: string,
): ChaincodeDefinition {
  return {
    name: CHAINCODE_NAME,
    sequence: 1,
    version,
    endorsementPolicy: policyReference(TWO_ORGANIZATIONS).serializeBinary(),
    collections: [
      collection(COLLECTIONS.bodies, consortium.collections.bodies),
      collection(COLLECTIONS.sealed, consortium.collections.sealed),
    ],
  };
}

/** Members read; clients of others may write, so that any gateway can take a declaration. */
function collection(name: string, settings: Consortium['collections']['sealed']): CollectionDefinition {
  const members = outOf(
    1,
    settings.members.map((mspId) => ({ mspId, role: 'member' })),
  );
  return {
    name,
    members: members.serializeBinary(),
    requiredPeerCount: settings.requiredPeerCount,
    maximumPeerCount: settings.members.length,
    blockToLive: settings.blockToLive,
    memberOnlyRead: true,
    memberOnlyWrite: false,
  };
}

export interface DefinitionRequest {
  readonly channel: string;
  readonly definition: ChaincodeDefinition;
  readonly creator: Signer;
  /** Peers, enough for `/Channel/Application/LifecycleEndorsement`: a majority of the organizations. */
  readonly endorsers: readonly Signer[];
  readonly timestamp: Date;
}

/** The transaction that commits a definition: what `peer lifecycle chaincode commit` submits. A serialized common.Envelope. */
export function definitionEnvelope(request: DefinitionRequest): Uint8Array {
  const { channel, definition, creator, endorsers, timestamp } = request;
  const proposal = createProposal({
    channel,
    chaincode: LIFECYCLE,
    args: ['CommitChaincodeDefinition', commitArguments(definition)],
    creator: creator.serializedIdentity,
    timestamp,
  });
  const response = encodeProposalResponsePayload({
    proposalHash: proposal.hash,
    chaincode: { name: LIFECYCLE, version: SYSTEM_VERSION },
    response: {
      status: OK,
      payload: new peer.lifecycle.CommitChaincodeDefinitionResult().serializeBinary(),
    },
    readWriteSet: encodeReadWriteSet([
      {
        namespace: LIFECYCLE,
        reads: definitionReads(definition.name),
        ranges: [],
        writes: definitionWrites(definition),
        collections: [],
      },
    ]),
  });
  const endorsements = endorsers.map((endorser) => endorse(response, endorser));
  return signEnvelope(assembleTransaction(proposal, response, endorsements), creator);
}

function commitArguments(definition: ChaincodeDefinition): Uint8Array {
  const args = new peer.lifecycle.CommitChaincodeDefinitionArgs();
  args.setSequence(definition.sequence);
  args.setName(definition.name);
  args.setVersion(definition.version);
  args.setEndorsementPlugin('escc');
  args.setValidationPlugin('vscc');
  args.setValidationParameter(definition.endorsementPolicy);
  args.setCollections(collectionPackage(definition.collections));
  return args.serializeBinary();
}
