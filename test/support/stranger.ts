import { DEFAULT_CONSORTIUM } from '@onceledger/cli/home';
import {
  organizationsOf,
  ordererOptions,
  peerCommand,
  peersOf,
  type FabricNetwork,
} from '@onceledger/network/fabric';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';

/** An organization of the channel that is a member of no collection. */
export const STRANGER = 'statistics';

/** The default consortium with a stranger. */
export async function consortiumWithStranger(): Promise<string> {
  const consortium = parse(await readFile(DEFAULT_CONSORTIUM, 'utf8')) as {
    readonly organizations: object[];
    readonly agencies: object[];
  };
  consortium.organizations.push({ id: STRANGER, names: { en: 'Statistics', zh: '统计' } });
  consortium.agencies.push({
    code: STRANGER,
    level: 'province',
    names: { en: 'Bureau of Statistics', zh: '统计局' },
    organization: STRANGER,
    parent: 'government-affairs',
    region: '330000',
    roles: [{ role: 'requester' }],
    status: 'active',
  });
  return stringify(consortium);
}

/** Name of the chaincode whose collections protect nothing. */
export const LOOSE = 'loose';

/**
 * The weakened copy: the chaincode processes under another definition, whose collections let everybody read, and one
 * organization alone write.
 */
export async function defineLoose(network: FabricNetwork): Promise<void> {
  const { places, topology } = network;
  const file = path.join(places.network, 'loose.json');
  await writeFile(
    file,
    JSON.stringify(await looseCollections(path.join(places.network, 'collections.json'))),
  );
  const definition = [
    ...['--channelID', topology.channel, '--name', LOOSE, '--version', '1', '--sequence', '1'],
    ...['--channel-config-policy', '/Channel/Application/TwoOrganizations', '--collections-config', file],
    ...(await ordererOptions(network)),
  ];
  const lifecycle = ['lifecycle', 'chaincode'];
  for (const { organization, packageId } of topology.chaincodes) {
    const [peer] = peersOf(topology, organization);
    await peerCommand(network, peer!, [
      ...[...lifecycle, 'approveformyorg', ...definition],
      ...['--package-id', packageId],
    ]);
  }
  const endorsers = organizationsOf(topology).map((organization) => peersOf(topology, organization)[0]!);
  await peerCommand(network, endorsers[0]!, [
    ...[...lifecycle, 'commit', ...definition],
    ...endorsers.flatMap(({ name, port }) => [
      ...['--peerAddresses', `${topology.host}:${port}`],
      ...['--tlsRootCertFiles', path.join(places.network, 'peers', name, 'tlsca.pem')],
    ]),
  ]);
}

async function looseCollections(strict: string): Promise<object[]> {
  const collections = JSON.parse(await readFile(strict, 'utf8')) as object[];
  return collections.map((collection) => ({
    ...collection,
    endorsementPolicy: { signaturePolicy: `OR('${STRANGER}.peer')` },
    memberOnlyRead: false,
  }));
}
