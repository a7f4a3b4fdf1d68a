import {
  createCertificateAuthority,
  issueIdentity,
  signerOf,
  type Identity,
} from '@onceledger/network/identity';
import { highS } from './alter-messages.js';
import { material, organizationId } from './channel.js';
import { put } from './transactions.js';
import { one, privateWrites, writes, type ValidationCase } from './validation-case.js';

export const creators: ValidationCase[] = [
  one("somebody else's signature", 'BAD_CREATOR_SIGNATURE', async () => ({
    signWith: signerOf((await material()).clients.commerce),
  })),
  one('a signature with high S', 'BAD_CREATOR_SIGNATURE', async () => ({
    signWith: highS(signerOf((await material()).clients.tax)),
  })),
  one('no DER', 'BAD_CREATOR_SIGNATURE', async () => {
    const signer = signerOf((await material()).clients.tax);
    return { signWith: { ...signer, sign: () => Uint8Array.of(1, 2, 3) } };
  }),
  one('a creator of no organization of the channel', 'BAD_CREATOR_SIGNATURE', async () => ({
    creator: await stranger('client', 'elsewhere'),
  })),
  one('a certificate of another CA under the name of an organization', 'BAD_CREATOR_SIGNATURE', async () => ({
    creator: await stranger('client', 'tax'),
  })),
  one('a certificate that is none', 'BAD_CREATOR_SIGNATURE', async () => ({
    creator: { ...(await material()).clients.tax, certificate: 'no certificate' },
  })),
  one('a CA itself', 'BAD_CREATOR_SIGNATURE', async () => {
    const { clients, authorities } = await material();
    return { creator: { ...clients.tax, ...authorities.tax } };
  }),
  one('a certificate that names no role', 'BAD_CREATOR_SIGNATURE', async () => ({
    creator: await issueIdentity((await material()).authorities.tax, 'auditor' as Identity['role'], 'x'),
  })),
  one('another channel', 'BAD_CREATOR_SIGNATURE', { channel: 'other' }),
  one('a certificate of the future, which Fabric judges at its issue', 'VALID', async () => ({
    creator: await issueIdentity((await material()).authorities.tax, 'client', 'old', new Date('2030-01-01')),
  })),
  one('a certificate issued when its CA did not exist', 'BAD_CREATOR_SIGNATURE', async () => ({
    creator: await issueIdentity((await material()).authorities.tax, 'client', 'old', new Date('2001-01-01')),
  })),
];

export const endorsements: ValidationCase[] = [
  one('nobody', 'ENDORSEMENT_POLICY_FAILURE', { endorsers: [] }),
  one('one organization', 'ENDORSEMENT_POLICY_FAILURE', { endorsers: ['tax'] }),
  one('one organization twice', 'ENDORSEMENT_POLICY_FAILURE', { endorsers: ['tax', 'tax'] }),
  one('two peers of one organization', 'ENDORSEMENT_POLICY_FAILURE', async () => ({
    endorsers: ['tax', await issueIdentity((await material()).authorities.tax, 'peer', 'peer1')],
  })),
  one('a client among them', 'ENDORSEMENT_POLICY_FAILURE', async () => ({
    endorsers: ['tax', (await material()).clients.commerce],
  })),
  one('a stranger among them', 'ENDORSEMENT_POLICY_FAILURE', async () => ({
    endorsers: ['tax', await stranger('peer', 'commerce')],
  })),
  one('an endorsement of another response', 'ENDORSEMENT_POLICY_FAILURE', {
    alterEndorsements: ([first, second]) => [
      first!,
      { endorser: second!.endorser, signature: first!.signature },
    ],
  }),
  one('too few for a read-only one', 'ENDORSEMENT_POLICY_FAILURE', { endorsers: ['tax'], sets: [{}] }),
  one('too few for the lifecycle', 'ENDORSEMENT_POLICY_FAILURE', {
    chaincode: '_lifecycle',
    ran: { name: '_lifecycle', version: 'syscc' },
    endorsers: ['tax'],
    sets: [{ ...put('namespaces/fields/other/Sequence'), namespace: '_lifecycle' }],
  }),
  one(
    'a collection under the policy of its chaincode',
    'VALID',
    writes({ collections: [privateWrites('sealed', 'p')] }),
  ),
  one('too few for a collection', 'ENDORSEMENT_POLICY_FAILURE', {
    endorsers: ['tax'],
    ...writes({ collections: [privateWrites('sealed', 'p')] }),
  }),
  {
    ...one('a collection that nobody defined', 'ENDORSEMENT_POLICY_FAILURE', {
      ...writes({ collections: [privateWrites('none', 'p')] }),
    }),
    endsPeers: true,
  },
  one("an organization's own collection, endorsed by it alone", 'VALID', {
    endorsers: ['tax'],
    ...writes({ collections: [privateWrites('_implicit_org_tax', 'p')] }),
  }),
  one("an organization's own collection without it", 'ENDORSEMENT_POLICY_FAILURE', {
    endorsers: ['commerce', 'market-regulation'],
    ...writes({ collections: [privateWrites('_implicit_org_tax', 'p')] }),
  }),
  one("an organization's own collection and a public key, by it alone", 'ENDORSEMENT_POLICY_FAILURE', {
    endorsers: ['tax'],
    ...writes({ ...put('a2'), collections: [privateWrites('_implicit_org_tax', 'p')] }),
  }),
  one('a collection of no organization of the channel', 'ENDORSEMENT_POLICY_FAILURE', {
    ...writes({ collections: [privateWrites('_implicit_org_elsewhere', 'p')] }),
  }),
];

async function stranger(role: Identity['role'], organization: string): Promise<Identity> {
  return issueIdentity(await createCertificateAuthority(organizationId(organization)), role, 'stranger');
}
