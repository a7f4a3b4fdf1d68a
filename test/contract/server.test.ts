import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ACTS, BATCHES, canonicalize, digestOf, QUERIES, type Outcome } from '@onceledger/chaincode/domain';
import { actorOf, draft, MARK, newWorld } from '../support/contract-scenes.js';
import { ENTERPRISE, LEDGER, type World } from '../support/contract-world.js';
import { ChaincodeProcess, GrpcPeer, PROGRAMS } from '../support/grpc-peer.js';

const NAME = `once:${'a'.repeat(64)}`;

for (const program of Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[])
  describe(`chaincode served by ${program}`, function () {
    this.timeout(60_000);
    let world: World;
    let chaincode: ChaincodeProcess;
    let grpc: GrpcPeer;
    before(async () => {
      world = await newWorld('market-regulation', Date.now() - 7_200_000);
      chaincode = await ChaincodeProcess.start(
        NAME,
        {
          ONCE_LEDGER: LEDGER,
          ONCE_CONSORTIUM_DIGEST: digestOf(world.bootstrapBody),
        },
        program,
      );
      let name: string;
      [grpc, name] = await GrpcPeer.register(
        chaincode.address,
        world.peer.state.get('') ?? new Map<string, Buffer>(),
      );
      expect(name).to.equal(NAME);
    });
    after(async () => {
      grpc.close();
      await chaincode.stop();
    });
    const invoke = (name: string, ...args: string[]) =>
      grpc.invoke({ name, args, organization: 'tax', time: Date.now() });

    it('tells its functions: every act, batch and query there is', async () => {
      const { status, payload } = await invoke('org.hyperledger.fabric:GetMetadata');
      expect(status).to.equal(200);
      const { contracts, info } = JSON.parse(payload) as {
        info: { title: string };
        contracts: Record<string, { transactions: { name: string }[] }>;
      };
      expect(info.title).to.contain('onceledger');
      const functions = Object.entries(contracts).flatMap(([contract, { transactions }]) =>
        transactions.map(({ name }) => `${contract}:${name}`),
      );
      const submits = Object.entries(ACTS).flatMap(([kind, { contract, submit }]) => {
        const many = Object.entries(BATCHES).filter(([act]) => act === kind);
        return submit === null
          ? []
          : [`${contract}:${submit}`, ...many.map(([, name]) => `${contract}:${name}`)];
      });
      expect(functions.sort()).to.deep.equal(
        [
          'agencies:bootstrap',
          ...submits,
          ...Object.keys(QUERIES),
          'org.hyperledger.fabric:GetMetadata',
        ].sort(),
      );
    });

    it('declares: asks the peer for three keys and gives it one', async () => {
      world.time = Date.now();
      const { body } = draft(world, { type: 'trade-mark' });
      const signed = world.sign('declaration.declare', actorOf(ENTERPRISE), body);
      const completed = await invoke('declarations:declare', signed.jws, canonicalize(signed.body));
      expect(completed.message).to.equal('');
      const key = `\u0000declaration\u0000${ENTERPRISE}\u0000trade-mark\u0000\u0000`;
      expect(completed.reads).to.deep.equal([
        `\u0000declarant\u0000${ENTERPRISE}\u0000`,
        key,
        '\u0000catalogue\u0000trade-mark\u0000000001\u0000',
      ]);
      expect([...completed.writes.keys()]).to.deep.equal([key]);
      const record = completed.writes.get(key) ?? '';
      expect(JSON.parse(completed.payload) as Outcome).to.deep.equal({
        id: MARK,
        status: 'declared',
        record: digestOf(JSON.parse(record) as never),
        version: 1,
      });
      expect(completed.event).to.equal(
        `[{"identifier":"${MARK}","kind":"declaration","status":"declared","version":1}]`,
      );
    });

    it('takes an argument that comes in hundreds of pieces', async () => {
      const { message } = await invoke('declarations:declare', 'x'.repeat(6_000_000), '{}');
      expect(message).to.match(/^INPUT_TOO_LARGE|^ACT_MALFORMED/);
    });

    it('has one method, and says so of any other', async () => {
      const code = await grpc.call('/protos.Chaincode/Else');
      expect(code).to.equal(status.UNIMPLEMENTED);
    });

    it('answers refusals as CODE: detail with status 500', async () => {
      expect(await invoke('declarations:show', MARK)).to.include({
        status: 500,
        message: `NOT_FOUND: declaration ${ENTERPRISE} trade-mark`,
      });
      expect(await invoke('declarations:forget')).to.include({
        status: 500,
        message: 'FUNCTION_UNKNOWN: declarations:forget',
      });
    });
  });

describe('chaincode without configuration', function () {
  this.timeout(60_000);

  it('starts, tells its functions, and names what is missing when the first one runs', async () => {
    const chaincode = await ChaincodeProcess.start(NAME, {});
    const [grpc] = await GrpcPeer.register(chaincode.address, new Map());
    try {
      const invocation = { args: [], organization: 'tax', time: Date.now() };
      const metadata = await grpc.invoke({ ...invocation, name: 'org.hyperledger.fabric:GetMetadata' });
      expect(metadata.status).to.equal(200);
      const refused = await grpc.invoke({ ...invocation, name: 'agencies:list' });
      expect(refused.message).to.equal(
        'CONFIGURATION_INVALID: ONCE_LEDGER is not set; ONCE_CONSORTIUM_DIGEST is not set',
      );
    } finally {
      grpc.close();
      await chaincode.stop();
    }
  });

  it('is imported without a word on standard output, and required as fabric-chaincode-node does', async () => {
    const script =
      "import('@onceledger/chaincode').then(() => import('node:module')).then(({ createRequire }) => " +
      "{ createRequire(process.cwd() + '/')('@onceledger/chaincode'); })";
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect(stdout).to.equal('');
  });
});
