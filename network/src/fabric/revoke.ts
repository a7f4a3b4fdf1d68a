import { X509Certificate } from 'node:crypto';
import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import { common, msp } from '@hyperledger/fabric-protos';
import { parseSerial, revocationFor } from '../identity/revoked-file.js';
import { updateChannel } from './channel-update.js';
import { organizationsOf, type FabricNetwork } from './network.js';
import { folders } from './places.js';

export interface RevokeOptions {
  readonly organization: OrganizationId;
  /** A serial number in hexadecimal, or the certificate itself, PEM. */
  readonly certificate: string;
}

/**
 * Revokes a certificate: the organization's next revocation list goes into its part of the channel's configuration, signed
 * by its own admin. From that block on nobody takes what the certificate's holder signs, and peers end his open streams.
 * @returns the serial number
 */
export async function revokeCertificate(
  network: FabricNetwork,
  { organization, certificate }: RevokeOptions,
): Promise<string> {
  if (!organizationsOf(network.topology).includes(organization))
    throw fail('NOT_FOUND', `the network has no peer of ${organization}`);
  const serial = serialOf(certificate);
  const folder = folders(network.places).authority(organization);
  const { list } = await revocationFor(folder, organization, serial);
  await updateChannel(network, {
    change: (channel) => {
      setRevocationList(channel, organization, list);
    },
    signers: [organization],
  });
  return serial;
}

function serialOf(certificate: string): string {
  if (!certificate.includes('-----BEGIN')) return parseSerial(certificate);
  try {
    return parseSerial(new X509Certificate(certificate).serialNumber);
  } catch (cause) {
    throw fail('INPUT_INVALID', { detail: 'not a certificate in PEM', cause });
  }
}

/** The list names everything that the authority revoked: it takes the place of the one before. */
export function setRevocationList(
  channel: common.ConfigGroup,
  organization: OrganizationId,
  list: string,
): void {
  const value = channel
    .getGroupsMap()
    .get('Application')
    ?.getGroupsMap()
    .get(organization)
    ?.getValuesMap()
    .get('MSP');
  if (value === undefined) throw fail('NOT_FOUND', `the channel has no organization ${organization}`);
  const config = msp.MSPConfig.deserializeBinary(value.getValue_asU8());
  const definition = msp.FabricMSPConfig.deserializeBinary(config.getConfig_asU8());
  definition.setRevocationListList([Buffer.from(list)]);
  config.setConfig(definition.serializeBinary());
  value.setValue(config.serializeBinary());
}
