import { peer } from '@hyperledger/fabric-protos';
import type { Block, Envelope } from '../../blocks/types.js';

const TYPES = { config: 1, transaction: 3, malformed: 0 } as const;

/** peer.FilteredBlock: identifiers, codes and names of events, no payloads (core/peer/deliverevents.go). */
export function toFilteredBlock(block: Block, channel: string): peer.FilteredBlock {
  const message = new peer.FilteredBlock();
  message.setChannelId(channel);
  message.setNumber(Number(block.number));
  message.setFilteredTransactionsList(
    block.envelopes.map((envelope, index) =>
      filteredTransaction(envelope, block.metadata.validationCodes[index] ?? 0),
    ),
  );
  return message;
}

function filteredTransaction(envelope: Envelope, code: number): peer.FilteredTransaction {
  const message = new peer.FilteredTransaction();
  message.setTxid(envelope.transactionId);
  message.setType(TYPES[envelope.kind]);
  message.setTxValidationCode(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
  if (envelope.kind === 'transaction') message.setTransactionActions(actionsOf(envelope));
  return message;
}

function actionsOf({ event, chaincode, transactionId }: Envelope & { kind: 'transaction' }) {
  const actions = new peer.FilteredTransactionActions();
  if (!event) return actions;
  const named = new peer.ChaincodeEvent();
  named.setChaincodeId(chaincode);
  named.setTxId(transactionId);
  named.setEventName(event.name);
  const action = new peer.FilteredChaincodeAction();
  action.setChaincodeEvent(named);
  actions.addChaincodeActions(action);
  return actions;
}
