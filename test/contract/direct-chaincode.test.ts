import { DirectChaincode, type ChaincodeResponse } from '@onceledger/chaincode/server';
import { expect } from 'chai';
import type { Context } from 'fabric-contract-api';
import api from 'fabric-contract-api';
import { createRequire } from 'node:module';
import { CERTIFICATE } from '../support/chaincode-peer.js';
import { MinimalContract } from '../support/minimal-contract.js';

const require = createRequire(import.meta.url);
const { JSONSerializer } = require('fabric-contract-api') as { readonly JSONSerializer: unknown };
type Chaincode = Pick<DirectChaincode, 'Invoke'>;
const Genuine = require('fabric-shim/lib/contract-spi/chaincodefromcontract.js') as new (
  contracts: unknown[],
  serializers: unknown,
) => Chaincode;

/** Before and after each function it notes so in the state. */
class Noting extends api.Contract {
  constructor() {
    super('noting');
  }
  override async beforeTransaction({ stub }: Context): Promise<void> {
    await stub.putState('before', Buffer.from('1'));
  }
  override async afterTransaction({ stub }: Context, result: unknown): Promise<void> {
    await stub.putState('after', Buffer.from(String(result)));
  }
  async note({ stub }: Context): Promise<string> {
    await stub.putState('within', Buffer.from('1'));
    return 'noted';
  }
  add(_context: Context, one: string, other: string): string {
    return one + other;
  }
}
api.Transaction()(Noting.prototype, 'note');
api.Returns('string')(Noting.prototype, 'note');
api.Transaction()(Noting.prototype, 'add');
api.Returns('string')(Noting.prototype, 'add');

/** What the two answer, and what they wrote. */
async function invoked(
  chaincode: Chaincode,
  args: readonly string[],
): Promise<{ readonly answer: ChaincodeResponse | undefined; readonly written: Record<string, string> }> {
  const written: Record<string, string> = {};
  const answer = await chaincode.Invoke({
    getArgs: () => [...args],
    getBufferArgs: () => args.map((text) => Buffer.from(text)),
    getChannelID: () => 'once',
    getCreator: () => ({ idBytes: Buffer.from(CERTIFICATE), mspid: 'tax' }),
    getFunctionAndParameters: () => ({ fcn: args[0], params: args.slice(1) }),
    getState: () => Promise.resolve(Buffer.from('held')),
    getTxID: () => '00',
    putState: (key: string, value: Uint8Array) => {
      written[key] = Buffer.from(value).toString();
      return Promise.resolve();
    },
  });
  return { answer, written };
}

const CASES: Readonly<Record<string, readonly string[]>> = {
  'a text answered': ['noting:note'],
  'texts taken': ['noting:add', '一', '2'],
  'an empty answer': ['noting:add', '', ''],
  'too few arguments': ['noting:add', '1'],
  'too many arguments': ['noting:add', '1', '2', '3'],
  'a refusal': ['minimal:refuse', 'no'],
  'a function that declares no types': ['minimal:put', 'key', 'value'],
  'a function that is not there': ['noting:gone'],
  'a contract that is not there': ['gone:note'],
  'a name without its contract': ['note'],
  'no name': [],
  metadata: ['org.hyperledger.fabric:GetMetadata'],
};

describe('contracts called directly', () => {
  const contracts = [Noting, MinimalContract];
  const direct = new DirectChaincode(contracts, '', '');
  const genuine = new Genuine([...contracts], {
    serializers: { jsonSerializer: JSONSerializer },
    transaction: 'jsonSerializer',
  });

  for (const [what, args] of Object.entries(CASES))
    it(`answer and write as by fabric-shim's own way: ${what}`, async () => {
      const expected = await invoked(genuine, args);
      expect(expected.answer?.status).to.be.oneOf([200, 500]);
      expect(comparable(await invoked(direct, args))).to.deep.equal(comparable(expected));
    });

  it('leave the list of classes as it was', () => {
    expect(contracts).to.deep.equal([Noting, MinimalContract]);
  });
});

function comparable({ answer, written }: Awaited<ReturnType<typeof invoked>>): object {
  const { message, payload, status } = answer ?? {};
  return { message, payload: Buffer.from(payload ?? []).toString(), status, written };
}
