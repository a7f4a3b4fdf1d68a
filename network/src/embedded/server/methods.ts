/** Full names of the remote procedures that a logical peer and the orderer answer. */
export const METHODS = {
  evaluate: '/gateway.Gateway/Evaluate',
  endorse: '/gateway.Gateway/Endorse',
  submit: '/gateway.Gateway/Submit',
  commitStatus: '/gateway.Gateway/CommitStatus',
  chaincodeEvents: '/gateway.Gateway/ChaincodeEvents',
  deliver: '/protos.Deliver/Deliver',
  deliverFiltered: '/protos.Deliver/DeliverFiltered',
  deliverWithPrivateData: '/protos.Deliver/DeliverWithPrivateData',
  processProposal: '/protos.Endorser/ProcessProposal',
  broadcast: '/orderer.AtomicBroadcast/Broadcast',
  ordererDeliver: '/orderer.AtomicBroadcast/Deliver',
} as const;
