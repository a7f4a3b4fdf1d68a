import { X509Certificate } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { decodeIdentity } from './decode-identity.js';
import type { Member, NodeRole } from './msp.js';
import { WireError } from './wire.js';

/** Whom a policy asks for; msp.MSPPrincipal. */
export type Principal =
  | { readonly kind: 'role'; readonly mspId: string; readonly role: NodeRole | 'member' }
  | { readonly kind: 'unit'; readonly mspId: string; readonly unit: string; readonly certifiers: Uint8Array }
  | { readonly kind: 'identity'; readonly mspId: string; readonly certificate: string }
  | { readonly kind: 'all'; readonly principals: readonly Principal[] };

const ROLES: Readonly<Record<number, NodeRole | 'member'>> = {
  [msp.MSPRole.MSPRoleType.MEMBER]: 'member',
  [msp.MSPRole.MSPRoleType.ADMIN]: 'admin',
  [msp.MSPRole.MSPRoleType.CLIENT]: 'client',
  [msp.MSPRole.MSPRoleType.PEER]: 'peer',
  [msp.MSPRole.MSPRoleType.ORDERER]: 'orderer',
};

/** Throws WireError for a classification that nothing here uses (anonymity) and for malformed bytes. */
export function parsePrincipal(principal: msp.MSPPrincipal): Principal {
  const bytes = principal.getPrincipal_asU8();
  const { Classification } = msp.MSPPrincipal;
  switch (principal.getPrincipalClassification()) {
    case Classification.ROLE: {
      const named = msp.MSPRole.deserializeBinary(bytes);
      const role = ROLES[named.getRole()];
      if (role === undefined) throw new WireError('a policy names an unknown role');
      return { kind: 'role', mspId: named.getMspIdentifier(), role };
    }
    case Classification.ORGANIZATION_UNIT: {
      const unit = msp.OrganizationUnit.deserializeBinary(bytes);
      return {
        kind: 'unit',
        mspId: unit.getMspIdentifier(),
        unit: unit.getOrganizationalUnitIdentifier(),
        certifiers: unit.getCertifiersIdentifier_asU8(),
      };
    }
    case Classification.IDENTITY: {
      const { mspId, certificate } = decodeIdentity(bytes);
      return { kind: 'identity', mspId, certificate };
    }
    case Classification.COMBINED: {
      const parts = msp.CombinedPrincipal.deserializeBinary(bytes).getPrincipalsList();
      if (parts.length === 0) throw new WireError('a combined principal is empty');
      return { kind: 'all', principals: parts.map(parsePrincipal) };
    }
    default:
      throw new WireError('a policy names a principal of an unknown kind');
  }
}

export function satisfies(member: Member, principal: Principal): boolean {
  if (principal.kind === 'all') return principal.principals.every((one) => satisfies(member, one));
  if (principal.mspId !== member.msp.id) return false;
  switch (principal.kind) {
    case 'role':
      return member.hasRole(principal.role);
    case 'unit':
      return hasUnit(member, principal);
    case 'identity':
      return member.fault === undefined && isCertificate(member.certificate, principal.certificate);
  }
}

function hasUnit(member: Member, { unit, certifiers }: Extract<Principal, { kind: 'unit' }>): boolean {
  return (
    member.fault === undefined &&
    member.units.includes(unit) &&
    Buffer.compare(member.certifiers, certifiers) === 0
  );
}

function isCertificate(certificate: X509Certificate, pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 === certificate.fingerprint256;
  } catch {
    return false;
  }
}
