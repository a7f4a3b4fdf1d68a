import type { ChaincodeConfiguration } from './configuration.js';
import { systemClock } from './crypto/index.js';
import { fail, parseDigest, parseLedgerId, type Fault } from './domain/index.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of a process under `fabric-chaincode-node`: ONCE_LEDGER, ONCE_CONSORTIUM_DIGEST and, where it is not
 * the default, ONCE_CLOCK_TOLERANCE_SECONDS. Read at first use, so that the chaincode can be imported, and its metadata
 * read, without them. @throws CONFIGURATION_INVALID, at first use, naming every variable that is missing or wrong
 */
export function environmentConfiguration(variables: Variables = process.env): ChaincodeConfiguration {
  let read: ChaincodeConfiguration | undefined;
  const configuration = (): ChaincodeConfiguration => (read ??= readConfiguration(variables));
  return {
    get ledger() {
      return configuration().ledger;
    },
    get consortium() {
      return configuration().consortium;
    },
    get clock() {
      return configuration().clock;
    },
    get clockToleranceSeconds() {
      return configuration().clockToleranceSeconds ?? 60;
    },
  };
}

function readConfiguration(variables: Variables): ChaincodeConfiguration {
  const faults: Fault[] = [];
  const ledger = readVariable(variables, 'ONCE_LEDGER', parseLedgerId, faults);
  const consortium = readVariable(variables, 'ONCE_CONSORTIUM_DIGEST', parseDigest, faults);
  const tolerance = readVariable(variables, 'ONCE_CLOCK_TOLERANCE_SECONDS', parseSeconds, faults, '60');
  if (ledger === undefined || consortium === undefined || tolerance === undefined) {
    throw fail('CONFIGURATION_INVALID', { faults });
  }
  return { ledger, consortium, clock: systemClock, clockToleranceSeconds: tolerance };
}

function readVariable<Value>(
  variables: Variables,
  name: string,
  parse: (text: string) => Value,
  faults: Fault[],
  standard?: string,
): Value | undefined {
  const text = variables[name] ?? standard;
  if (text === undefined) {
    faults.push({ path: name, problem: 'is not set' });
    return undefined;
  }
  try {
    return parse(text);
  } catch {
    faults.push({ path: name, problem: 'is not valid' });
    return undefined;
  }
}

function parseSeconds(text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw fail('INPUT_INVALID', 'not seconds');
  return Number(text);
}
