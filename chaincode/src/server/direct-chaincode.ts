import { createRequire } from 'node:module';
import type { Context, Contract } from 'fabric-contract-api';
import '../ledger/quiet.js';

type Stub = Context['stub'];

export interface ChaincodeResponse {
  readonly status: number;
  readonly message?: string;
  readonly payload?: Uint8Array;
}

/** What is used of fabric-shim's own chaincode over contracts; its types name nothing of it. */
interface FromContract {
  readonly contractImplementations: Readonly<Record<string, { readonly contractInstance: Contract }>>;
  readonly metadata: {
    readonly contracts: Readonly<Record<string, { readonly transactions: readonly Described[] }>>;
  };
  Init(stub: unknown): Promise<ChaincodeResponse | undefined>;
  Invoke(stub: unknown): Promise<ChaincodeResponse | undefined>;
  invokeFunctionality(stub: Stub): Promise<ChaincodeResponse | undefined>;
}
interface Described {
  readonly name: string;
  readonly parameters?: readonly { readonly schema: { readonly type?: string } }[];
  readonly returns?: { readonly type?: string; readonly schema?: { readonly type?: string } };
}
/** A function that takes texts and answers one. */
interface Route {
  readonly contract: Contract;
  readonly name: string;
  readonly arity: number;
}
type Around = (context: Context, name: string, given: readonly string[]) => Promise<string>;

const load = createRequire(import.meta.url);
const FromContract = load('fabric-shim/lib/contract-spi/chaincodefromcontract.js') as new (
  contracts: unknown[],
  serializers: unknown,
  metadata: object,
  title: string,
  version: string,
) => FromContract;
const { JSONSerializer } = load('fabric-contract-api') as { readonly JSONSerializer: unknown };
const SERIALIZERS = { transaction: 'jsonSerializer', serializers: { jsonSerializer: JSONSerializer } };

const OK = 200;
const ERROR = 500;

/**
 * Contracts as `fabric-chaincode-node` runs them, by a shorter way. For every transaction fabric-shim parses the client's
 * certificate, compiles a schema for each argument and writes the function's description as JSON; a function that takes
 * texts and answers a text needs none of it, and all of this project's do. Everything else goes fabric-shim's own way.
 */
export class DirectChaincode extends FromContract {
  readonly #routes = new Map<string, Route>();

  /** The class list is copied: fabric-shim appends to it. */
  constructor(contracts: readonly unknown[], title: string, version: string) {
    super([...contracts], SERIALIZERS, {}, title, version);
    for (const [contract, { transactions }] of Object.entries(this.metadata.contracts))
      for (const described of transactions) this.#add(contract, described);
  }

  override async invokeFunctionality(stub: Stub): Promise<ChaincodeResponse | undefined> {
    const [name = '', ...given] = stub.getArgs();
    const route = this.#routes.get(name);
    if (route === undefined || route.arity !== given.length) return super.invokeFunctionality(stub);
    try {
      return { payload: Buffer.from(await call(route, stub, given)), status: OK };
    } catch (error) {
      return { message: error instanceof Error ? error.message : String(error), status: ERROR };
    }
  }

  #add(name: string, { name: called, parameters = [], returns }: Described): void {
    const contract = this.contractImplementations[name]?.contractInstance;
    const answersText = (returns?.schema ?? returns)?.type === 'string';
    const takesTexts = parameters.every(({ schema }) => schema.type === 'string');
    if (contract === undefined || !answersText || !takesTexts) return;
    this.#routes.set(`${name}:${called}`, { arity: parameters.length, contract, name: called });
  }
}

async function call({ contract, name }: Route, stub: Stub, given: string[]): Promise<string> {
  const context = contract.createContext();
  context.stub = stub;
  await contract.beforeTransaction(context);
  // Typed otherwise, it takes the function's name, and answers what the function answers.
  const around = contract.aroundTransaction.bind(contract) as unknown as Around;
  const answer = await around(context, name, given);
  await contract.afterTransaction(context, answer);
  return answer;
}
