import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import type { common } from '@hyperledger/fabric-protos';
import { applicationOrganization, type ApplicationMember } from '../blocks/config-group.js';
import { TWO_ORGANIZATIONS } from '../blocks/genesis.js';
import { outOf } from '../blocks/policy-encode.js';

/** Adds an organization, unless it is there; the policy under which two endorse names its peers, too. */
export function addMember(channel: common.ConfigGroup, member: ApplicationMember): void {
  const application = applicationOf(channel);
  if (application.getGroupsMap().has(member.mspId)) return;
  application.getGroupsMap().set(member.mspId, applicationOrganization(member));
  nameEndorsers(application);
}

/** The other way round. */
export function removeMember(channel: common.ConfigGroup, id: OrganizationId): void {
  const application = applicationOf(channel);
  const organizations = application.getGroupsMap();
  if (!organizations.has(id)) return;
  organizations.del(id);
  nameEndorsers(application);
}

function applicationOf(channel: common.ConfigGroup): common.ConfigGroup {
  const application = channel.getGroupsMap().get('Application');
  if (application === undefined) throw fail('BLOCK_INVALID', 'the configuration has no application');
  return application;
}

function nameEndorsers(application: common.ConfigGroup): void {
  const name = TWO_ORGANIZATIONS.split('/').at(-1) ?? '';
  const policy = application.getPoliciesMap().get(name)?.getPolicy();
  if (policy === undefined) throw fail('BLOCK_INVALID', `the configuration has no policy ${name}`);
  const peers = [...application.getGroupsMap().keys()].map((mspId) => ({ mspId, role: 'peer' as const }));
  policy.setValue(outOf(2, peers).serializeBinary());
}
