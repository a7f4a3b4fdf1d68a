import { peer } from '@hyperledger/fabric-protos';
import { encodeReadWriteSet, encodeSignatureHeader } from '@onceledger/network/blocks';
import { signerOf } from '@onceledger/network/identity';
import {
  CUT_OFF,
  alterAction,
  alterChannelHeader,
  alterExtension,
  alterHeaderExtension,
  alterPayload,
  alterResult,
  alterSignatureHeader,
  alterTransaction,
} from './alter-messages.js';
import { material } from './channel.js';
import { definitionRead, put, whole } from './transactions.js';
import { one, writes, type ValidationCase } from './validation-case.js';

export const sound: ValidationCase[] = [
  one('a sound transaction', 'VALID', {}),
  one('one that read the definition in force', 'VALID', { sets: [definitionRead(), put('a1')] }),
  one('one with an event', 'VALID', { event: 'once.v1' }),
  one('one without any read or write', 'VALID', writes({})),
  one('one whose third endorsement is forged', 'VALID', {
    endorsers: ['tax', 'commerce', 'market-regulation'],
    alterEndorsements: ([first, second, third]) => [
      first!,
      second!,
      { endorser: third!.endorser, signature: first!.signature },
    ],
  }),
  one('a signature with bytes behind it, which Fabric passes over', 'VALID', async () => {
    const signer = signerOf((await material()).clients.tax);
    const sign = (message: Uint8Array): Uint8Array => Buffer.concat([signer.sign(message), Uint8Array.of(0)]);
    return { signWith: { ...signer, sign } };
  }),
];

export const form: ValidationCase[] = [
  one('a payload that is cut off', 'BAD_PAYLOAD', { alterPayload: () => CUT_OFF }),
  {
    ...one('a payload without header', 'BAD_COMMON_HEADER', {
      alterPayload: alterPayload((payload) => {
        payload.clearHeader();
      }),
    }),
    endsPeers: true,
  },
  one('an unknown type', 'BAD_COMMON_HEADER', {
    alterPayload: alterChannelHeader((h) => {
      h.setType(6);
    }),
  }),
  one('an epoch', 'BAD_COMMON_HEADER', {
    alterPayload: alterChannelHeader((header) => {
      header.setEpoch(1);
    }),
  }),
  one('no nonce', 'BAD_COMMON_HEADER', {
    alterPayload: alterSignatureHeader((header) => {
      header.setNonce('');
    }),
  }),
  one('no creator', 'BAD_COMMON_HEADER', {
    alterPayload: alterSignatureHeader((header) => {
      header.setCreator('');
    }),
  }),
  one('a channel header that is cut off', 'BAD_COMMON_HEADER', {
    alterPayload: alterPayload((payload) => payload.getHeader()?.setChannelHeader(CUT_OFF)),
  }),
  one('a config update', 'UNSUPPORTED_TX_PAYLOAD', {
    alterPayload: alterChannelHeader((h) => {
      h.setType(2);
    }),
  }),
  one('another identifier', 'BAD_PROPOSAL_TXID', {
    alterPayload: alterChannelHeader((header) => {
      header.setTxId('0'.repeat(64));
    }),
  }),
  one('data that are cut off', 'INVALID_ENDORSER_TRANSACTION', {
    alterPayload: alterPayload((payload) => {
      payload.setData(CUT_OFF);
    }),
  }),
  one('no action', 'INVALID_ENDORSER_TRANSACTION', {
    alterPayload: alterTransaction((t) => {
      t.clearActionsList();
    }),
  }),
  one('two actions', 'INVALID_ENDORSER_TRANSACTION', {
    alterPayload: alterTransaction((t) => t.addActions(t.getActionsList()[0]!.cloneMessage())),
  }),
  one('an action without nonce', 'INVALID_ENDORSER_TRANSACTION', {
    alterPayload: alterAction((action) => {
      action.setHeader(encodeSignatureHeader(Uint8Array.of(1), new Uint8Array(0)));
    }),
  }),
  one('another proposal hash', 'INVALID_ENDORSER_TRANSACTION', { proposalHash: new Uint8Array(32) }),
];

export const results: ValidationCase[] = [
  one('a header extension that is cut off', 'BAD_HEADER_EXTENSION', {
    alterProposal: alterHeaderExtension(CUT_OFF),
  }),
  one('a header extension without chaincode', 'INVALID_OTHER_REASON', {
    alterProposal: alterHeaderExtension(new Uint8Array(0)),
  }),
  one('no result', 'BAD_RESPONSE_PAYLOAD', { alterResponse: alterExtension(new Uint8Array(0)) }),
  one('a result that is cut off', 'BAD_RESPONSE_PAYLOAD', { alterResponse: alterExtension(CUT_OFF) }),
  one('a read-write set that is cut off', 'BAD_RWSET', { results: Uint8Array.of(18, 9) }),
  one('a key that is not UTF-8', 'BAD_RWSET', {
    results: Buffer.from(encodeReadWriteSet([whole(put('KEY'))])).map((byte) =>
      byte === 0x4b ? 0xff : byte,
    ),
  }),
  one('a result without chaincode', 'INVALID_OTHER_REASON', {
    alterResponse: alterResult((r) => {
      r.clearChaincodeId();
    }),
  }),
  one('a chaincode without name', 'INVALID_CHAINCODE', { chaincode: '', ran: { name: '', version: '1.0' } }),
  one('another chaincode than proposed', 'INVALID_CHAINCODE', { ran: { name: 'other', version: '1.0' } }),
  one('a chaincode without version', 'INVALID_CHAINCODE', { ran: { name: 'once', version: '' } }),
  one('a chaincode that nobody defined', 'INVALID_CHAINCODE', { chaincode: 'unknown' }),
  one('a write to a namespace that nobody defined', 'INVALID_CHAINCODE', {
    sets: [put('a'), { ...put('a'), namespace: 'unknown' }],
  }),
  one('an event that is cut off', 'INVALID_OTHER_REASON', {
    alterResponse: alterResult((result) => {
      result.setEvents(CUT_OFF);
    }),
  }),
  one("another chaincode's event", 'INVALID_OTHER_REASON', {
    alterResponse: alterResult((result) => {
      const event = new peer.ChaincodeEvent();
      event.setChaincodeId('other');
      result.setEvents(event.serializeBinary());
    }),
  }),
  one('a namespace twice', 'ILLEGAL_WRITESET', { sets: [put('a'), put('b')] }),
];
