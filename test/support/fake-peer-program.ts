/** The program of `fakePeer`: `peer lifecycle chaincode <command> …`. Several run at once, so each takes a lock. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { FakeLifecycle } from './fake-peer.js';

const file = process.env['FAKE_LIFECYCLE'] ?? '';
const { CORE_PEER_ADDRESS: address = '', CORE_PEER_LOCALMSPID: organization = '' } = process.env;
const [, , command = ''] = process.argv.slice(2);

function option(name: string): string {
  return process.argv[process.argv.indexOf(name) + 1] ?? '';
}

/** @returns what the program prints and what it keeps; throws where it fails */
function answer(state: FakeLifecycle): readonly [object, FakeLifecycle] {
  const { sequence, version, approved, installed } = state;
  const asked = option('--sequence');
  const approvals = (of: string): object =>
    Object.fromEntries((approved[of] ?? []).map((one) => [one, true]));
  switch (command) {
    case 'querycommitted':
      if (process.argv.includes('--name')) return [{ approvals: approvals(String(sequence)) }, state];
      return [{ chaincode_definitions: [{ name: 'once', sequence, version }] }, state];
    case 'checkcommitreadiness':
      return [{ approvals: approvals(asked) }, state];
    case 'queryinstalled':
      return [installed.filter((one) => one.startsWith(address)).map((one) => one.split(' ')[1]), state];
    case 'install':
      return [
        {},
        { ...state, installed: [...installed, `${address} ${packageOf(process.argv.at(-1) ?? '')}`] },
      ];
    case 'approveformyorg':
      return [{}, { ...state, approved: { ...approved, [asked]: approve(state, asked) } }];
    case 'commit':
      return [{}, { ...state, sequence: Number(asked), version: option('--version') }];
    default:
      throw new Error(`what is ${command}?`);
  }
}

function approve({ approved, failing }: FakeLifecycle, sequence: string): string[] {
  const before = approved[sequence] ?? [];
  if (failing.includes(organization)) throw new Error('the orderer is away');
  if (before.includes(organization)) throw new Error('attempted to redefine with unchanged content');
  return [...before, organization];
}

function packageOf(path: string): string {
  const version = /chaincode-([^/]+)\.[a-z]+\/[^/]+$/.exec(path)?.[1] ?? '';
  return `once_${version}:${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}

async function locked(work: () => void): Promise<void> {
  for (;;) {
    try {
      writeFileSync(`${file}.lock`, '', { flag: 'wx' });
      break;
    } catch {
      await delay(5);
    }
  }
  try {
    work();
  } finally {
    rmSync(`${file}.lock`);
  }
}

await locked(() => {
  try {
    const [said, state] = answer(JSON.parse(readFileSync(file, 'utf8')) as FakeLifecycle);
    writeFileSync(file, JSON.stringify(state));
    process.stdout.write(JSON.stringify(said));
  } catch (error) {
    process.stderr.write(String(error));
    process.exitCode = 1;
  }
});
