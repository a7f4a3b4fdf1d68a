import { Client, credentials } from '@grpc/grpc-js';
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import type { OnceError } from '@onceledger/chaincode/domain';
import { createProposal } from '@onceledger/network/blocks';
import { serveNode } from '@onceledger/network/embedded';
import { signerOf } from '@onceledger/network/identity';
import { expect } from 'chai';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { smallLedger, type SmallLedger } from '../support/small-ledger.js';

describe('the embedded node, served', () => {
  let ledger: SmallLedger;
  afterEach(() => ledger.remove());

  it('writes how it is reached, and takes it back', async () => {
    ledger = await smallLedger();
    const served = await serveNode(ledger.node);
    const file = path.join(ledger.home, 'ledger', 'server.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).to.deep.equal(served.info);
    expect(served.info.pid).to.equal(process.pid);
    expect(Object.keys(served.info.peers)).to.deep.equal(['alpha', 'beta', 'gamma']);
    const profile = JSON.parse(await readFile(served.connectionProfile, 'utf8')) as Profile;
    expect(profile.peers['peer.beta']!.url).to.equal(`grpcs://${served.info.peers['beta']!}`);
    expect(profile.organizations['beta']).to.deep.equal({
      mspid: 'beta',
      peers: ['peer.beta'],
      certificateAuthorities: [],
    });
    await served.close();
    expect(
      await stat(file).then(
        () => true,
        () => false,
      ),
    ).to.equal(false);
  });

  it('refuses a port that is taken', async () => {
    ledger = await smallLedger();
    const served = await serveNode(ledger.node);
    const taken = Number(served.info.orderer.split(':')[1]);
    const error = await serveNode(ledger.node, { ports: { alpha: taken } }).then(
      () => expect.fail('served'),
      (reason: unknown) => reason as OnceError,
    );
    expect(error.code).to.equal('LEDGER_UNREACHABLE');
    await served.close();
  });

  it('endorses for clients that collect endorsements themselves, and takes their envelopes', async () => {
    ledger = await smallLedger();
    const served = await serveNode(ledger.node);
    const root = credentials.createSsl(Buffer.from(served.info.tlsRoot));
    const signer = signerOf(await ledger.identity('alpha'));
    const proposal = createProposal({
      channel: 'small',
      chaincode: 'once',
      args: ['put', 'direct', 'x'],
      creator: signer.serializedIdentity,
      timestamp: new Date(),
    });
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposal.bytes);
    signed.setSignature(signer.sign(proposal.bytes));
    const peers = new Client(served.info.peers['beta']!, root);
    const request = Buffer.from(signed.serializeBinary());
    const response = await new Promise<peer.ProposalResponse>((resolve, reject) => {
      const read = (bytes: Buffer) => peer.ProposalResponse.deserializeBinary(bytes);
      peers.makeUnaryRequest('/protos.Endorser/ProcessProposal', same, read, request, (error, answer) => {
        if (error) reject(error);
        else resolve(answer!);
      });
    });
    expect(response.getResponse()?.getStatus()).to.equal(200);
    expect(response.getEndorsement()?.getSignature_asU8().length).to.be.greaterThan(60);
    peers.close();

    const orderers = new Client(served.info.orderer, root);
    const envelope = new common.Envelope();
    envelope.setPayload(Buffer.from('not a payload'));
    const answered = await new Promise<orderer.BroadcastResponse>((resolve, reject) => {
      const read = (bytes: Buffer) => orderer.BroadcastResponse.deserializeBinary(bytes);
      const call = orderers.makeBidiStreamRequest('/orderer.AtomicBroadcast/Broadcast', same, read);
      call.on('data', resolve);
      call.on('error', reject);
      call.write(Buffer.from(envelope.serializeBinary()));
      call.end();
    });
    expect(answered.getStatus()).to.equal(common.Status.BAD_REQUEST);
    orderers.close();
    await served.close();
  });

  it('answers what it does not offer with UNIMPLEMENTED', async () => {
    ledger = await smallLedger();
    const served = await serveNode(ledger.node);
    const client = new Client(
      served.info.peers['alpha']!,
      credentials.createSsl(Buffer.from(served.info.tlsRoot)),
    );
    const code = await new Promise<number | undefined>((resolve) => {
      client.makeUnaryRequest('/gateway.Gateway/Nothing', same, same, Buffer.alloc(0), (error) => {
        resolve(error?.code);
      });
    });
    expect(code).to.equal(12);
    client.close();
    await served.close();
  });
});

const same = (bytes: Buffer): Buffer => bytes;

interface Profile {
  readonly peers: Record<string, { url: string }>;
  readonly organizations: Record<string, unknown>;
}
