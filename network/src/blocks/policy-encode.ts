import { common, msp, peer } from '@hyperledger/fabric-protos';

export type RoleNameOfMsp = 'member' | 'admin' | 'client' | 'peer' | 'orderer';
export interface RolePrincipal {
  readonly mspId: string;
  readonly role: RoleNameOfMsp;
}

const ROLES = {
  member: msp.MSPRole.MSPRoleType.MEMBER,
  admin: msp.MSPRole.MSPRoleType.ADMIN,
  client: msp.MSPRole.MSPRoleType.CLIENT,
  peer: msp.MSPRole.MSPRoleType.PEER,
  orderer: msp.MSPRole.MSPRoleType.ORDERER,
} as const;

/** Signature policy `OutOf(n, 'mspId.role', …)`: satisfied by n different identities, each for a principal of its own. */
export function outOf(n: number, principals: readonly RolePrincipal[]): common.SignaturePolicyEnvelope {
  return thresholdOf(n, principals.map(principalOf));
}

/** The same for principals of any kind. */
export function thresholdOf(
  n: number,
  principals: readonly msp.MSPPrincipal[],
): common.SignaturePolicyEnvelope {
  const gate = new common.SignaturePolicy.NOutOf();
  gate.setN(n);
  gate.setRulesList(principals.map((_, index) => signedBy(index)));
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(gate);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setVersion(0);
  envelope.setRule(rule);
  envelope.setIdentitiesList([...principals]);
  return envelope;
}

/** ImplicitMeta policy over the policies of that name in the groups below. */
export function implicitMeta(rule: 'ANY' | 'ALL' | 'MAJORITY', subPolicy: string): common.ImplicitMetaPolicy {
  const policy = new common.ImplicitMetaPolicy();
  policy.setRule(common.ImplicitMetaPolicy.Rule[rule]);
  policy.setSubPolicy(subPolicy);
  return policy;
}

/** A chaincode's or collection's policy by its place in the channel configuration; the leading slash is needed. */
export function policyReference(path: `/Channel/${string}`): peer.ApplicationPolicy {
  const policy = new peer.ApplicationPolicy();
  policy.setChannelConfigPolicyReference(path);
  return policy;
}

export function signaturePolicy(envelope: common.SignaturePolicyEnvelope): peer.ApplicationPolicy {
  const policy = new peer.ApplicationPolicy();
  policy.setSignaturePolicy(envelope);
  return policy;
}

function signedBy(index: number): common.SignaturePolicy {
  const rule = new common.SignaturePolicy();
  rule.setSignedBy(index);
  return rule;
}

function principalOf({ mspId, role }: RolePrincipal): msp.MSPPrincipal {
  const named = new msp.MSPRole();
  named.setMspIdentifier(mspId);
  named.setRole(ROLES[role]);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(named.serializeBinary());
  return principal;
}
