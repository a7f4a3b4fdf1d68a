import { OnceError } from '@onceledger/chaincode/domain';
import { expiringWithin } from '../identity/expiry.js';
import { findBinaries, type Binaries } from './binaries.js';
import { examineChaincode } from './doctor-chaincode.js';
import { examineDefinition } from './doctor-definition.js';
import { askNode, type NodeAnswer } from './health.js';
import { hostOf, watched } from './network.js';
import { findProcess } from './process.js';
import type { NetworkPlaces, OrdererPlace, PeerPlace, Topology } from './topology.js';

export const NETWORK_CHECKS = [
  'programs',
  'process',
  'version',
  'clock',
  'chaincode',
  'definition',
  'certificates',
] as const;
export interface NetworkFinding {
  readonly check: (typeof NETWORK_CHECKS)[number];
  /** Of the process that it is about; absent where it is about the machine or the home. */
  readonly process?: string;
  readonly ok: boolean;
  /** What was found, in English. */
  readonly detail: string;
}

export interface ExamineOptions {
  /** Where Fabric's programs are looked for. */
  readonly environment: NodeJS.ProcessEnv;
  readonly now?: Date;
}

const DAYS = 30;

/** Looks at everything, whatever it finds: one line a check and process, the wrong ones among them. Changes nothing. */
export async function examineNetwork(
  places: NetworkPlaces,
  topology: Topology,
  { environment, now = new Date() }: ExamineOptions,
): Promise<NetworkFinding[]> {
  const binaries = await findBinaries({ series: topology.series, environment }).catch(asFailure);
  const nodes = [...topology.orderers, ...topology.peers];
  const groups = await Promise.all([
    ...nodes.map((place) => examineNode(places, topology, place, binaries)),
    examineChaincode(places, topology),
    binaries instanceof OnceError
      ? []
      : examineDefinition({ binaries, places, report: () => undefined, topology }),
    examineCertificates(places.network, now),
    examineCertificates(places.organizations, now),
  ]);
  return [programs(binaries), ...groups.flat()];
}

async function examineNode(
  places: NetworkPlaces,
  topology: Topology,
  place: OrdererPlace | PeerPlace,
  binaries: Binaries | OnceError,
): Promise<NetworkFinding[]> {
  const process = place.name;
  const running = await findProcess(watched(places, place));
  if (running === undefined) return [{ check: 'process', process, ok: false, detail: 'does not run' }];
  const answer = await askNode(hostOf(topology, place), place.operationsPort).catch(() => undefined);
  if (answer === undefined) return [{ check: 'process', process, ok: false, detail: 'does not answer' }];
  return [
    { check: 'process', process, ok: true, detail: `pid ${running.pid}` },
    { check: 'version', process, ...sameVersion(answer, binaries) },
    { check: 'clock', process, ...sameTime(answer, topology.clockToleranceSeconds) },
  ];
}

type Verdict = Pick<NetworkFinding, 'ok' | 'detail'>;

/** A process keeps the version that it was started with. */
function sameVersion({ version }: NodeAnswer, binaries: Binaries | OnceError): Verdict {
  const expected = binaries instanceof OnceError ? version : binaries.version;
  if (version === expected) return { ok: true, detail: version };
  return { ok: false, detail: `${version}, the programs are ${expected}: restart it` };
}

/** Contracts refuse a timestamp further away than the tolerance: half of it is a reason to set a clock. */
function sameTime({ clockSkew }: NodeAnswer, tolerance: number): Verdict {
  const seconds = Math.round(clockSkew / 1000);
  return { ok: Math.abs(seconds) * 2 <= tolerance, detail: `${seconds} s from this machine's` };
}

async function examineCertificates(folder: string, now: Date): Promise<NetworkFinding[]> {
  const check = 'certificates';
  const ending = await expiringWithin(folder, DAYS, now);
  if (ending.length === 0) return [{ check, ok: true, detail: `${folder}: good for ${DAYS} days` }];
  return ending.map(({ file, notAfter }) => ({
    check,
    ok: false,
    detail: `${file} ends at ${notAfter.toISOString()}`,
  }));
}

function programs(found: Binaries | OnceError): NetworkFinding {
  const check = 'programs';
  if (found instanceof OnceError) return { check, ok: false, detail: found.message };
  return { check, ok: true, detail: `${found.version}: ${found.path('peer')}` };
}

function asFailure(error: unknown): OnceError {
  if (error instanceof OnceError) return error;
  throw error;
}
