import { readFileSync } from 'node:fs';

/** What a round of `caliper.ts` hands over. */
export interface WorkloadArguments {
  readonly contract: string;
  readonly name: string;
  /** One transaction a line: a JSON array of arguments. */
  readonly file: string;
}

/** Of Caliper's connector, what is used. */
interface Connector {
  sendRequests(request: object): Promise<unknown>;
}

/** One transaction a line of a file, each submitted once: the form that Caliper asks of a workload, which it loads by its path. */
class Lines {
  #requests: Iterator<object> = [].values();
  #connector: Connector | undefined;

  initializeWorkloadModule(
    worker: number,
    workers: number,
    _round: number,
    { contract, file, name }: WorkloadArguments,
    connector: Connector,
  ): Promise<void> {
    const own = readFileSync(file, 'utf8')
      .split('\n')
      .filter((_, index) => index % workers === worker);
    this.#requests = own
      .map((line) => ({
        contractArguments: JSON.parse(line) as unknown,
        contractFunction: name,
        contractId: contract,
        invokerIdentity: 'client',
        invokerMspId: 'tax',
        readOnly: false,
      }))
      .values();
    this.#connector = connector;
    return Promise.resolve();
  }

  async submitTransaction(): Promise<void> {
    await this.#connector?.sendRequests(this.#requests.next().value as object);
  }

  cleanupWorkloadModule(): Promise<void> {
    return Promise.resolve();
  }
}

export const createWorkloadModule = (): Lines => new Lines();
