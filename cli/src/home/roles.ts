import {
  fail,
  type AgencyBody,
  type AgencyCode,
  type DeclarantKind,
  type RoleName,
} from '@onceledger/chaincode/domain';
import type { Consortium } from '@onceledger/network';

/** The first agency of the consortium with a role. CONFIGURATION_INVALID where there is none. */
export function agencyWithRole(consortium: Consortium, role: RoleName): AgencyBody {
  const found = consortium.agencies.find(({ roles }) => roles.some((one) => one.role === role));
  if (found === undefined) throw fail('CONFIGURATION_INVALID', `no agency has the role ${role}`);
  return found;
}

export function supervisorOf(consortium: Consortium): AgencyCode {
  return agencyWithRole(consortium, 'supervisor').code;
}

/** The first registrar of that kind of declarants. CONFIGURATION_INVALID. */
export function registrarOf(consortium: Consortium, kind: DeclarantKind): AgencyCode {
  const found = consortium.agencies.find(({ roles }) =>
    roles.some((one) => one.role === 'registrar' && (one.declarants ?? [kind]).includes(kind)),
  );
  if (found === undefined) throw fail('CONFIGURATION_INVALID', `no registrar of declarants of kind ${kind}`);
  return found.code;
}
