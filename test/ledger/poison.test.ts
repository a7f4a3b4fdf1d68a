import { gateway, ledger as messages, common } from '@hyperledger/fabric-protos';
import {
  assembleTransaction,
  createProposal,
  encodeProposalResponsePayload,
  endorse,
  type Signer,
} from '@onceledger/network/blocks';
import { signerOf } from '@onceledger/network/identity';
import { expect } from 'chai';
import { smallLedger, type SmallLedger } from '../support/small-ledger.js';
import { contractOf, gatewayOf, text } from '../support/small-clients.js';
import { errorOf } from './failures.js';

describe('a transaction that no validator may pass over', () => {
  let ledger: SmallLedger;
  before(async () => (ledger = await smallLedger()));
  after(() => ledger.remove());

  it('is refused alone: others of its group are committed, the ledger goes on', async () => {
    const contract = await contractOf(ledger, 'alpha');
    const signer = signerOf(await ledger.identity('alpha'));
    const good = await contract.newProposal('put', { arguments: ['good', 'x'] }).endorse();
    const poison = (await gatewayOf(ledger, 'alpha')).newTransaction(keyLevelTransaction(signer));
    const [submittedGood, submittedPoison] = await Promise.all([good.submit(), poison.submit()]);
    const error = await errorOf(submittedPoison.getStatus());
    expect(error.code).to.equal(10);
    expect(error.message).to.contain('BLOCK_INVALID');
    expect((await submittedGood.getStatus()).successful).to.equal(true);
    await contract.submitTransaction('put', 'after', 'x');
    expect(text(await contract.evaluateTransaction('get', 'after'))).to.equal('x');

    ledger = await ledger.reopen();
    const again = await contractOf(ledger, 'beta');
    expect(text(await again.evaluateTransaction('get', 'good'))).to.equal('x');
  });
});

/** Well formed and signed by a client of the channel; it claims to change a key's own endorsement policy. */
function keyLevelTransaction(signer: Signer): Uint8Array {
  const proposal = createProposal({
    channel: 'small',
    chaincode: 'once',
    args: ['put', 'poison', 'x'],
    creator: signer.serializedIdentity,
    timestamp: new Date(),
  });
  const response = encodeProposalResponsePayload({
    proposalHash: proposal.hash,
    chaincode: { name: 'once', version: '1' },
    response: { status: 200, payload: new Uint8Array() },
    readWriteSet: metadataWrite(),
  });
  const envelope = new common.Envelope();
  envelope.setPayload(assembleTransaction(proposal, response, [endorse(response, signer)]));
  const prepared = new gateway.PreparedTransaction();
  prepared.setTransactionId(proposal.transactionId);
  prepared.setEnvelope(envelope);
  return prepared.serializeBinary();
}

function metadataWrite(): Uint8Array {
  const { kvrwset, NsReadWriteSet, TxReadWriteSet } = messages.rwset;
  const entry = new kvrwset.KVMetadataEntry();
  entry.setName('VALIDATION_PARAMETER');
  entry.setValue(Buffer.from('x'));
  const write = new kvrwset.KVMetadataWrite();
  write.setKey('poison');
  write.setEntriesList([entry]);
  const keys = new kvrwset.KVRWSet();
  keys.setMetadataWritesList([write]);
  const namespace = new NsReadWriteSet();
  namespace.setNamespace('once');
  namespace.setRwset(keys.serializeBinary());
  const set = new TxReadWriteSet();
  set.setNsRwsetList([namespace]);
  return set.serializeBinary();
}
