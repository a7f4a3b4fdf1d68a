import { buildDigest } from './build-digest.js';
import type { NetworkFinding } from './doctor.js';
import { watched } from './network.js';
import { findReport, type ProcessReport } from './process-report.js';
import { findProcess } from './process.js';
import type { ChaincodePlace, NetworkPlaces, Topology } from './topology.js';

/** Processes of one version must answer alike: same build, same Node; and what a restart would run is what runs. */
export async function examineChaincode(
  places: NetworkPlaces,
  { chaincodes }: Topology,
): Promise<NetworkFinding[]> {
  const reports = await Promise.all(chaincodes.map((place) => ownReport(places, place)));
  return chaincodes.map((place, index) => {
    const report = reports[index];
    const others = reports.filter((_, other) => chaincodes[other]?.version === place.version);
    return { check: 'chaincode', process: place.name, ...judge(place, report, others) };
  });
}

type Found = ProcessReport | 'stopped' | 'silent';

/** A report that another process left says nothing. */
async function ownReport(places: NetworkPlaces, place: ChaincodePlace): Promise<Found> {
  const running = await findProcess(watched(places, place));
  if (running === undefined) return 'stopped';
  const report = await findReport(places, place);
  return report?.pid === running.pid ? report : 'silent';
}

function judge(
  place: ChaincodePlace,
  report: Found | undefined,
  others: readonly (Found | undefined)[],
): Pick<NetworkFinding, 'ok' | 'detail'> {
  if (report === undefined || report === 'stopped') return { ok: false, detail: 'does not run' };
  if (report === 'silent') return { ok: false, detail: 'has not reported what it runs: restart it' };
  const { build, node } = report;
  const told = `version ${place.version}, build ${build}, Node ${node}`;
  const differs = others.some(
    (other) => typeof other === 'object' && (other.build !== build || other.node !== node),
  );
  if (differs)
    return { ok: false, detail: `${told}: another process of this version runs another build or Node` };
  if (buildOf(place) !== build)
    return {
      ok: false,
      detail: `${told}: ${place.code} has changed since it started; deploy it as a new version`,
    };
  return { ok: true, detail: told };
}

function buildOf({ code }: ChaincodePlace): string | undefined {
  try {
    return buildDigest(code);
  } catch {
    return undefined;
  }
}
