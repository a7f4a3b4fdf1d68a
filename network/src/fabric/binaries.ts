import type { FabricSeries } from './topology.js';

/** Programs of Fabric that the product starts or calls. */
export const PROGRAMS = ['peer', 'orderer', 'osnadmin'] as const;
export type Program = (typeof PROGRAMS)[number];

/** Fabric's programs on this machine, found and of a version that is supported. */
export interface Binaries {
  /** Full version as `peer version` prints it, `3.1.5`. */
  readonly version: string;
  readonly series: FabricSeries;
  /** Absolute path. */
  path(program: Program): string;
}
