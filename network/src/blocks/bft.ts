import { common, msp, orderer } from '@hyperledger/fabric-protos';
import type { BlockSettings } from '../consortium.js';
import { serializeIdentity } from '../identity/signing.js';
import type { Consenter } from './genesis.js';
import { thresholdOf } from './policy-encode.js';
import { messageField, numberField, textField } from './wire-writer.js';

const { Options } = orderer.smartbft;

/** How many of n nodes must agree where a third of them, rounded down, may lie: the smallest number whose any two sets share an honest one. */
export function bftQuorum(nodes: number): number {
  const faulty = Math.floor((nodes - 1) / 3);
  return Math.ceil((nodes + faulty + 1) / 2);
}

/** Blocks are good when a quorum of the consenters signed them, each by his own certificate. */
export function bftBlockValidation(
  consenters: readonly Consenter[],
  mspId: string,
): common.SignaturePolicyEnvelope {
  return thresholdOf(
    bftQuorum(consenters.length),
    consenters.map(({ identity = '' }) => {
      const principal = new msp.MSPPrincipal();
      principal.setPrincipalClassification(msp.MSPPrincipal.Classification.IDENTITY);
      principal.setPrincipal(serializeIdentity(mspId, identity));
      return principal;
    }),
  );
}

/** Fabric's defaults, but for what follows the consortium's blocks and for patience: a lost leader is replaced within half a minute. */
export function bftOptions({ maxTransactions, maxBytes, timeout }: BlockSettings): orderer.smartbft.Options {
  const options = new Options();
  options.setRequestBatchMaxCount(maxTransactions);
  options.setRequestBatchMaxBytes(maxBytes);
  options.setRequestBatchMaxInterval(`${timeout}ms`);
  options.setRequestMaxBytes(maxBytes);
  options.setRequestPoolSize(100_000);
  options.setRequestForwardTimeout('2s');
  options.setRequestComplainTimeout('10s');
  options.setRequestAutoRemoveTimeout('3m0s');
  options.setIncomingMessageBufferSize(200);
  options.setViewChangeResendInterval('5s');
  options.setViewChangeTimeout('20s');
  options.setLeaderHeartbeatTimeout('10s');
  options.setLeaderHeartbeatCount(10);
  options.setCollectTimeout('1s');
  options.setLeaderRotation(Options.Rotation.ROTATION_OFF);
  return options;
}

/** common.Orderers, by hand as in consenters.ts: each consenter by number, address, identity and TLS certificates. */
export function encodeConsenters(
  consenters: readonly Consenter[],
  mspId: string,
): { serializeBinary(): Uint8Array } {
  const bytes = Buffer.concat(
    consenters.map((one, index) =>
      messageField(
        1,
        Buffer.concat([
          numberField(1, index + 1),
          textField(2, one.host),
          numberField(3, one.port),
          textField(4, mspId),
          textField(5, one.identity ?? ''),
          textField(6, one.clientTlsCertificate),
          textField(7, one.serverTlsCertificate),
        ]),
      ),
    ),
  );
  return { serializeBinary: () => bytes };
}
