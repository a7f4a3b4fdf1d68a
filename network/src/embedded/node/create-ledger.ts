import { dirname, join } from 'node:path';
import { fail, type Clock, type LedgerId } from '@onceledger/chaincode/domain';
import { systemClock } from '@onceledger/chaincode/crypto';
import { decodeBlock } from '../../blocks/decode.js';
import { decodeEnvelope } from '../../blocks/decode-envelope.js';
import { definitionEnvelope, onceDefinition } from '../../blocks/definition.js';
import { CODES, codeName } from '../../blocks/codes.js';
import { genesisBlock, ORDERER_MSP, type OrdererDefinition } from '../../blocks/genesis.js';
import type { Consortium } from '../../consortium.js';
import { type CertificateAuthority, issueTlsCertificate, mspDefinition } from '../../identity/authority.js';
import { signerOf } from '../../identity/signing.js';
import type { Storage } from '../storage.js';
import { openChannel } from './channel.js';
import { type CreatedIdentities, createIdentities, type IdentityPlaces } from './identities.js';
import { ledgerIdOf } from '../../ledger-id.js';

export interface CreateLedgerOptions {
  /** The home's `ledger/` folder: absent or empty. */
  readonly directory: string;
  /** The home's `organizations/`; default: beside `ledger/`. */
  readonly organizations?: string;
  readonly consortium: Consortium;
  readonly storage?: Storage;
  readonly clock?: Clock;
}

/** Version under which the chaincode is defined. */
export const CHAINCODE_VERSION = '1';
const HOST = '127.0.0.1';
/** What the configuration names; where the orderer is served, the connection profile says. */
const ORDERER_PORT = 7050;

/**
 * Makes a ledger: certificate authorities and identities of every organization and the orderer, block 0 with the
 * channel's configuration, block 1 with the chaincode definition. HOME_EXISTS where there is one.
 */
export async function createLedger(options: CreateLedgerOptions): Promise<{ ledger: LedgerId }> {
  const { directory, consortium, storage } = options;
  const now = new Date((options.clock ?? systemClock).now());
  const places = placesOf(options);
  const organizations = consortium.organizations.map(({ id }) => id);
  const identities = await createIdentities(places, organizations, now);
  const genesis = await makeGenesis(consortium, identities, now);
  const channel = await openChannel({ directory, identities, genesis, ...(storage && { storage }) });
  try {
    const envelope = decodeEnvelope(makeDefinition(consortium, identities, now));
    const [committed] = (await channel.committer.commit([[envelope]])).blocks;
    const code = committed?.codes[0] ?? CODES.NOT_VALIDATED;
    if (code !== CODES.VALID) throw fail('INTERNAL', `the chaincode definition is ${codeName(code)}`);
    return { ledger: ledgerIdOf(consortium.channel, decodeBlock(genesis)) };
  } finally {
    await channel.close();
  }
}

export function placesOf(options: { directory: string; organizations?: string }): IdentityPlaces {
  const { directory: ledger, organizations = join(dirname(ledger), 'organizations') } = options;
  return { ledger, organizations };
}

async function makeGenesis(
  consortium: Consortium,
  { authorities }: CreatedIdentities,
  now: Date,
): Promise<Uint8Array> {
  const msps = consortium.organizations.map(({ id }) => mspDefinition(authorityOf(authorities, id)));
  const authority = authorityOf(authorities, ORDERER_MSP);
  const { certificate } = await issueTlsCertificate(authority, 'orderer', [HOST, 'localhost'], now);
  const orderer: OrdererDefinition = {
    msp: mspDefinition(authority),
    consenters: [
      {
        host: HOST,
        port: ORDERER_PORT,
        clientTlsCertificate: certificate,
        serverTlsCertificate: certificate,
      },
    ],
  };
  return genesisBlock(consortium, msps, orderer, { timestamp: now });
}

function makeDefinition(
  consortium: Consortium,
  { peers, clients }: CreatedIdentities,
  now: Date,
): Uint8Array {
  const [creator] = clients.values();
  if (!creator) throw fail('CONFIGURATION_INVALID', 'the consortium has no organization');
  return definitionEnvelope({
    channel: consortium.channel,
    definition: onceDefinition(consortium, CHAINCODE_VERSION),
    creator: signerOf(creator),
    endorsers: [...peers.values()].map((peer) => signerOf(peer)),
    timestamp: now,
  });
}

function authorityOf(
  authorities: ReadonlyMap<string, CertificateAuthority>,
  organization: string,
): CertificateAuthority {
  const found = authorities.get(organization);
  if (!found) throw fail('INTERNAL', `no certificate authority of ${organization}`);
  return found;
}
