import { common, msp, peer } from '@hyperledger/fabric-protos';
import type { MspDefinition } from '../identity/types.js';
import { outOf } from './policy-encode.js';

const ADMINS = 'Admins';
/** Anything serializable: the values and policies of a configuration are messages within bytes. */
interface Message {
  serializeBinary(): Uint8Array;
}

export interface GroupParts {
  readonly values?: Readonly<Record<string, Message>>;
  readonly policies: Readonly<Record<string, common.SignaturePolicyEnvelope | common.ImplicitMetaPolicy>>;
  readonly groups?: Readonly<Record<string, common.ConfigGroup>>;
}

/** common.ConfigGroup; whoever satisfies its `Admins` policy may change it, as in every configuration that configtxgen writes. */
export function configGroup(parts: GroupParts): common.ConfigGroup {
  const group = new common.ConfigGroup();
  group.setModPolicy(ADMINS);
  for (const [name, message] of Object.entries(parts.values ?? {})) {
    const value = new common.ConfigValue();
    value.setValue(message.serializeBinary());
    value.setModPolicy(ADMINS);
    group.getValuesMap().set(name, value);
  }
  for (const [name, message] of Object.entries(parts.policies)) {
    const policy = new common.Policy();
    const kind = message instanceof common.SignaturePolicyEnvelope ? 'SIGNATURE' : 'IMPLICIT_META';
    policy.setType(common.Policy.PolicyType[kind]);
    policy.setValue(message.serializeBinary());
    const entry = new common.ConfigPolicy();
    entry.setPolicy(policy);
    entry.setModPolicy(ADMINS);
    group.getPoliciesMap().set(name, entry);
  }
  for (const [name, below] of Object.entries(parts.groups ?? {})) group.getGroupsMap().set(name, below);
  return group;
}

/** An organization of the application; its anchor peers are where others' peers find it. */
export interface ApplicationMember extends MspDefinition {
  readonly anchorPeers?: readonly { readonly host: string; readonly port: number }[];
}

/** Its peers endorse, its clients and admins write, all of them read. */
export function applicationOrganization(definition: ApplicationMember): common.ConfigGroup {
  const { mspId, anchorPeers = [] } = definition;
  return configGroup({
    values: {
      MSP: mspConfig(definition),
      ...(anchorPeers.length > 0 && { AnchorPeers: anchors(anchorPeers) }),
    },
    policies: {
      Readers: outOf(1, [
        { mspId, role: 'admin' },
        { mspId, role: 'peer' },
        { mspId, role: 'client' },
      ]),
      Writers: outOf(1, [
        { mspId, role: 'admin' },
        { mspId, role: 'client' },
      ]),
      Admins: outOf(1, [{ mspId, role: 'admin' }]),
      Endorsement: outOf(1, [{ mspId, role: 'peer' }]),
    },
  });
}

function anchors(places: NonNullable<ApplicationMember['anchorPeers']>): peer.AnchorPeers {
  const message = new peer.AnchorPeers();
  message.setAnchorPeersList(
    places.map(({ host, port }) => {
      const anchor = new peer.AnchorPeer();
      anchor.setHost(host);
      anchor.setPort(port);
      return anchor;
    }),
  );
  return message;
}

/** The organization that orders; with V3_0 its endpoints stand here and nowhere else. */
export function ordererOrganization(
  definition: MspDefinition,
  endpoints: readonly string[],
): common.ConfigGroup {
  const { mspId } = definition;
  const addresses = new common.OrdererAddresses();
  addresses.setAddressesList([...endpoints]);
  return configGroup({
    values: { MSP: mspConfig(definition), Endpoints: addresses },
    policies: {
      Readers: outOf(1, [{ mspId, role: 'member' }]),
      Writers: outOf(1, [{ mspId, role: 'member' }]),
      Admins: outOf(1, [{ mspId, role: 'admin' }]),
    },
  });
}

export function capabilities(name: string): common.Capabilities {
  const message = new common.Capabilities();
  message.getCapabilitiesMap().set(name, new common.Capability());
  return message;
}

/** Which policy a peer's own services ask for. */
export function accessControl(policies: Readonly<Record<string, string>>): peer.ACLs {
  const message = new peer.ACLs();
  for (const [resource, path] of Object.entries(policies)) {
    const entry = new peer.APIResource();
    entry.setPolicyRef(path);
    message.getAclsMap().set(resource, entry);
  }
  return message;
}

/** msp.MSPConfig with NodeOUs: the organizational unit of a certificate says whether it is a client's, peer's, admin's or orderer's. */
export function mspConfig(definition: MspDefinition): msp.MSPConfig {
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily('SHA2');
  crypto.setIdentityIdentifierHashFunction('SHA256');
  const config = new msp.FabricMSPConfig();
  config.setName(definition.mspId);
  config.setRootCertsList(definition.rootCertificates.map(pem));
  config.setIntermediateCertsList((definition.intermediateCertificates ?? []).map(pem));
  config.setTlsRootCertsList(definition.tlsRootCertificates.map(pem));
  config.setCryptoConfig(crypto);
  config.setFabricNodeOus(nodeOus());
  const message = new msp.MSPConfig();
  message.setType(0);
  message.setConfig(config.serializeBinary());
  return message;
}

function nodeOus(): msp.FabricNodeOUs {
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  units.setClientOuIdentifier(unit('client'));
  units.setPeerOuIdentifier(unit('peer'));
  units.setAdminOuIdentifier(unit('admin'));
  units.setOrdererOuIdentifier(unit('orderer'));
  return units;
}

/** No certifier named: whichever CA of the organization issued the certificate. */
function unit(name: string): msp.FabricOUIdentifier {
  const identifier = new msp.FabricOUIdentifier();
  identifier.setOrganizationalUnitIdentifier(name);
  return identifier;
}

function pem(certificate: string): Uint8Array {
  return Buffer.from(certificate);
}
