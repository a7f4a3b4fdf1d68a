import { peer } from '@hyperledger/fabric-protos';
import { encodeProposalResponsePayload, endorse } from '../../blocks/encode-transaction.js';
import type { ReadWriteLock } from '../commit/read-write-lock.js';
import type { AccessIdentity } from '../endorsement/access.js';
import type { Endorsed, Peer } from '../endorsement/peer.js';
import type { Proposal } from '../endorsement/proposal.js';
import type { ProposalGate } from '../endorsement/proposal-gate.js';
import type { Slots } from '../endorsement/slots.js';
import type { SystemChaincodes } from './system-chaincodes.js';

export interface EndorserFacts {
  readonly own: Peer;
  readonly gate: ProposalGate;
  readonly system: SystemChaincodes;
  readonly lock: ReadWriteLock;
  readonly slots: Slots;
}

const VERSION = 1;
const NONE = new Uint8Array();

/** The Endorser service of one logical peer, for clients that collect endorsements themselves. */
export class EndorserService {
  readonly #facts: EndorserFacts;

  constructor(facts: EndorserFacts) {
    this.#facts = facts;
  }

  async processProposal(bytes: Uint8Array): Promise<Uint8Array> {
    const { gate, slots } = this.#facts;
    const proposal = gate.unpack(peer.SignedProposal.deserializeBinary(bytes));
    return slots.use(async () => {
      const creator = await gate.verify(proposal);
      return toMessage(await this.#endorse(proposal, creator)).serializeBinary();
    });
  }

  async #endorse(proposal: Proposal, creator: AccessIdentity): Promise<Endorsed> {
    const { system, own, lock } = this.#facts;
    const answer = await system.invoke(proposal, creator);
    if (!answer) return lock.read(() => own.endorse(proposal, creator));
    if (answer.refused !== undefined) return answer;
    const { response } = answer;
    const payload = encodeProposalResponsePayload({
      proposalHash: proposal.hash,
      chaincode: { name: proposal.chaincode, version: 'syscc' },
      response: { status: response.status, payload: response.payload ?? NONE },
      readWriteSet: NONE,
    });
    const use = {
      namespace: proposal.chaincode,
      publicWrites: false,
      collectionsWritten: [],
      collectionsRead: [],
    };
    return { response, payload, endorsement: endorse(payload, own.signer), use };
  }
}

function toMessage(answer: Endorsed): peer.ProposalResponse {
  const response = new peer.Response();
  response.setStatus(answer.response.status);
  response.setMessage(answer.response.message ?? '');
  response.setPayload(answer.response.payload ?? NONE);
  const message = new peer.ProposalResponse();
  message.setResponse(response);
  if (answer.refused !== undefined) return message;
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(answer.endorsement.endorser);
  endorsement.setSignature(answer.endorsement.signature);
  message.setVersion(VERSION);
  message.setPayload(answer.payload);
  message.setEndorsement(endorsement);
  return message;
}
