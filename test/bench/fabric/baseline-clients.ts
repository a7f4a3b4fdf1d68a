import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers, type Gateway } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { CommitStream, nativeSigner } from '@onceledger/gateway';
import { addressOf, folders, peersOf, type FabricNetwork } from '@onceledger/network/fabric';
import { readAuthorityFile, readIdentity } from '@onceledger/network/identity';
import { createPrivateKey } from 'node:crypto';
import { organizationId } from '../../support/channel.js';

const TAX = organizationId('tax');
/** Name of its chaincode. */
export const BASELINE = 'baseline';
const COLLECTION = 'sealed';
const VALID = 0;

/** Calls the baseline's contract; each call ends when the transaction is VALID. */
export interface BaselineClient {
  put(key: string, value: string): Promise<void>;
  putPrivate(key: string, value: string): Promise<void>;
  close(): void;
}

/** As the client's documentation shows: its own signer, `submit` waits for the commit status of each transaction. */
export async function stockClient(network: FabricNetwork): Promise<BaselineClient> {
  const { client, identity } = await connection(network);
  const gateway = connect({
    client,
    hash: hash.sha256,
    identity: { credentials: Buffer.from(identity.certificate), mspId: identity.mspId },
    signer: signers.newPrivateKeySigner(createPrivateKey(identity.privateKey)),
  });
  const contract = gateway.getNetwork(network.topology.channel).getContract(BASELINE);
  return {
    put: async (key, value) => {
      await contract.submitTransaction('put', key, value);
    },
    putPrivate: async (key, value) => {
      await contract.submit('putPrivate', { arguments: [COLLECTION, key], transientData: { value } });
    },
    close: () => {
      gateway.close();
      client.close();
    },
  };
}

/** The same calls with what the product's client has: a signer on node:crypto, and one block stream for every commit status. */
export async function tunedClient(network: FabricNetwork): Promise<BaselineClient> {
  const { client, identity } = await connection(network);
  const gateway = connect({
    client,
    hash: hash.none,
    identity: { credentials: Buffer.from(identity.certificate), mspId: identity.mspId },
    signer: nativeSigner(identity.privateKey),
  });
  const { channel } = network.topology;
  const commits = new CommitStream(gateway.getNetwork(channel), () => heightOf(gateway, channel));
  await commits.ready();
  const submit = submitter(gateway, channel, commits);
  return {
    put: (key, value) => submit('put', [key, value]),
    putPrivate: (key, value) => submit('putPrivate', [COLLECTION, key], { value }),
    close: () => {
      commits.close();
      gateway.close();
      client.close();
    },
  };
}

function submitter(gateway: Gateway, channel: string, commits: CommitStream) {
  const contract = gateway.getNetwork(channel).getContract(BASELINE);
  return async (name: string, args: string[], transientData: Record<string, string> = {}): Promise<void> => {
    const transaction = await contract.newProposal(name, { arguments: args, transientData }).endorse();
    const committed = commits.wait(transaction.getTransactionId());
    await transaction.submit();
    const { code } = await committed;
    if (code !== VALID) throw new Error(`validation code ${code}`);
  };
}

async function connection({ places, topology }: FabricNetwork) {
  const root = await readAuthorityFile(folders(places).authority(TAX), 'tlsCertificate');
  const [peer] = peersOf(topology, TAX);
  return {
    client: new Client(addressOf(topology, peer!), credentials.createSsl(Buffer.from(root))),
    identity: await readIdentity(folders(places).client(TAX), TAX),
  };
}

async function heightOf(gateway: Gateway, channel: string): Promise<bigint> {
  const qscc = gateway.getNetwork(channel).getContract('qscc');
  const answer = await qscc.evaluateTransaction('GetChainInfo', channel);
  return BigInt(common.BlockchainInfo.deserializeBinary(answer).getHeight());
}
