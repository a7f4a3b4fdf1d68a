import { readFile } from 'node:fs/promises';

/** Ticks of /proc/<pid>/stat a second, `getconf CLK_TCK`; 100 on every Linux platform of Node. */
const TICKS = 100;

/** A process of the network whose CPU time is read. */
export interface Watched {
  readonly name: string;
  readonly pid: number;
}

export const CLIENT = 'client';

/** CPU time so far by process, milliseconds; the client is this process. */
export async function cpuTimes(processes: readonly Watched[]): Promise<ReadonlyMap<string, number>> {
  const { system, user } = process.cpuUsage();
  const times = new Map([[CLIENT, (system + user) / 1000]]);
  for (const { name, pid } of processes) times.set(name, await timeOf(pid));
  return times;
}

/** Fields 14 and 15, proc(5): after the name in brackets, which may hold blanks. */
async function timeOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

/** What each process used from one reading to the next, a unit of work. */
export function cpuEach(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  units: number,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([name, time]) => [name, (time - (before.get(name) ?? 0)) / units] as const));
}
