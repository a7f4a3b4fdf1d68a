import { canonicalize, CHAINCODE_NAME } from '@onceledger/chaincode/domain';
import { addressOf, folders, peersOf, type FabricNetwork } from '@onceledger/network/fabric';
import { readAuthorityFile, readIdentity } from '@onceledger/network/identity';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { organizationId } from '../../support/channel.js';
import { median } from '../costs.js';
import { newDeclaration } from '../declarations.js';
import type { Measured } from '../report.js';
import { BASELINE } from './baseline-clients.js';
import type { BenchNetwork } from './network.js';

/** Folder in which Caliper is installed: docs/benchmarks.md. */
export const CALIPER = process.env['CALIPER'];
const WORKLOAD = fileURLToPath(new URL('./caliper-workload.js', import.meta.url));
const TAX = organizationId('tax');
const REPEATS = 5;
const COUNT = 500;
const IN_FLIGHT = 200;

const SUBJECTS = {
  minimal: { contract: BASELINE, name: 'put' },
  public: { contract: CHAINCODE_NAME, name: 'declarations:declare' },
} as const;
type Subject = keyof typeof SUBJECTS;
/** Forwards and backwards. */
const ORDER: readonly Subject[] = ['minimal', 'public', 'public', 'minimal'];

interface Round {
  readonly label: string;
  readonly subject: Subject;
}

/** An outside cross-check: Hyperledger Caliper counts both contracts' rates through its own fabric-gateway connector. */
export async function benchCaliper({ network, runtime }: BenchNetwork): Promise<readonly Measured[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-caliper-'));
  let index = 0;
  const argumentsOf: Readonly<Record<Subject, () => readonly string[]>> = {
    minimal: () => [randomBytes(18).toString('hex'), 'x'.repeat(100)],
    public: () => {
      const { body, jws } = newDeclaration(runtime, (index += 1));
      return [jws, canonicalize(body)];
    },
  };
  const rounds = Array.from({ length: REPEATS }, (_, repeat) =>
    ORDER.map((subject, at): Round => ({ label: `${subject}-${repeat}-${at}`, subject })),
  ).flat();
  try {
    for (const { label, subject } of [{ label: 'minimal-warm', subject: 'minimal' } as Round, ...rounds]) {
      const lines = Array.from({ length: COUNT }, () => JSON.stringify(argumentsOf[subject]()));
      await writeFile(path.join(folder, `${label}.txt`), lines.join('\n'));
    }
    await writeFile(path.join(folder, 'network.json'), JSON.stringify(await networkFile(network, folder)));
    await writeFile(path.join(folder, 'bench.json'), JSON.stringify(benchFile(folder, rounds)));
    return figures(rounds, await launch(folder));
  } finally {
    await rm(folder, { force: true, recursive: true });
  }
}

/** Caliper's network configuration 2.0.0, with the identity of the tax office's gateway. */
async function networkFile({ places, topology }: FabricNetwork, folder: string): Promise<object> {
  const at = folders(places);
  const { certificate, privateKey } = await readIdentity(at.client(TAX), TAX);
  const file = async (name: string, text: string): Promise<{ path: string }> => {
    await writeFile(path.join(folder, name), text, { mode: 0o600 });
    return { path: path.join(folder, name) };
  };
  const identity = {
    clientPrivateKey: await file('key.pem', privateKey),
    clientSignedCert: await file('certificate.pem', certificate),
    name: 'client',
  };
  const root = await file('tls.pem', await readAuthorityFile(at.authority(TAX), 'tlsCertificate'));
  const [peer] = peersOf(topology, TAX);
  const contracts = Object.values(SUBJECTS).map(({ contract }) => ({ id: contract }));
  return {
    caliper: { blockchain: 'fabric' },
    channels: [{ channelName: topology.channel, contracts }],
    name: 'bench',
    organizations: [
      {
        identities: { certificates: [identity] },
        mspid: TAX,
        peers: [{ endpoint: addressOf(topology, peer!), tlsCACerts: root }],
      },
    ],
    version: '2.0.0',
  };
}

function benchFile(folder: string, rounds: readonly Round[]): object {
  const round = ({ label, subject }: Round): object => ({
    label,
    rateControl: { opts: { transactionLoad: IN_FLIGHT }, type: 'fixed-load' },
    txNumber: COUNT,
    workload: {
      arguments: { ...SUBJECTS[subject], file: path.join(folder, `${label}.txt`) },
      module: WORKLOAD,
    },
  });
  const warm: Round = { label: 'minimal-warm', subject: 'minimal' };
  return { test: { name: 'cross-check', rounds: [warm, ...rounds].map(round), workers: { number: 1 } } };
}

/** What Caliper prints: a table of succeeded, failed and throughput for each round. */
async function launch(folder: string): Promise<string> {
  if (CALIPER === undefined) throw new Error('CALIPER names no folder in which Caliper is installed');
  const program = path.join(CALIPER, 'node_modules', '.bin', 'caliper');
  const { stdout } = await promisify(execFile)(
    program,
    [
      ...['launch', 'manager', '--caliper-workspace', folder, '--caliper-flow-only-test'],
      ...['--caliper-networkconfig', 'network.json', '--caliper-benchconfig', 'bench.json'],
    ],
    { cwd: CALIPER, maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout;
}

function figures(rounds: readonly Round[], printed: string): Measured[] {
  const rates = { minimal: [] as number[], public: [] as number[] };
  for (const { label, subject } of rounds) rates[subject].push(rateOf(label, printed));
  const ratio = rates.public.map((rate, at) => rate / (rates.minimal[at] ?? Number.NaN));
  return [
    { name: 'Caliper: minimal contract', runs: rates.minimal, unit: '1/s', value: median(rates.minimal) },
    { name: 'Caliper: public declarations', runs: rates.public, unit: '1/s', value: median(rates.public) },
    { name: 'Caliper: public ÷ minimal contract', runs: ratio, unit: '', value: median(ratio) },
  ];
}

/** The round's row: name, succeeded, failed, send rate, three latencies, throughput. */
function rateOf(label: string, printed: string): number {
  const row = printed.split('\n').find((line) => line.includes(`| ${label} `));
  const cells =
    row
      ?.slice(row.indexOf(`| ${label} `))
      .split('|')
      .map((cell) => cell.trim()) ?? [];
  const [, , succeeded, failed, , , , , throughput] = cells;
  if (succeeded !== String(COUNT) || failed !== '0')
    throw new Error(`Caliper, round ${label}: ${row ?? printed}`);
  return Number(throughput);
}
