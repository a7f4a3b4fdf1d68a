import type { Ledger } from '@onceledger/gateway';
import { newDeclaration, TAX } from '../declarations.js';
import type { Measured } from '../report.js';
import { inFlight } from '../world.js';
import type { BenchNetwork } from './network.js';

const IN_FLIGHT = 50;
const SUBMITS = 1000;
/** The one enterprise that declares, beyond those of the other benches. */
const DECLARANT = 6_000_000;
const VALID = 0;

/** Distinct declarations of one declarant: none stands in another's way. What was tried again counts as submitted. */
export async function benchValidity({ runtime }: BenchNetwork): Promise<readonly Measured[]> {
  const { ledger } = runtime.gatewayOf(TAX);
  const acts = Array.from({ length: SUBMITS }, (_, index) =>
    newDeclaration(runtime, DECLARANT, `no-${index}`),
  );
  const from = await ledger.height();
  await inFlight(IN_FLIGHT, acts, (act) => ledger.submit(act));
  const codes = await codesFrom(ledger, from);
  return [
    {
      bound: { atLeast: 0.99 },
      name: `VALID ÷ submitted, ${IN_FLIGHT} of one declarant in flight`,
      unit: '',
      value: codes.filter((code) => code === VALID).length / codes.length,
    },
  ];
}

/** Validation codes of every transaction from that block on. */
async function codesFrom(ledger: Ledger, from: bigint): Promise<number[]> {
  const last = (await ledger.height()) - 1n;
  const stop = new AbortController();
  const codes: number[] = [];
  for await (const block of ledger.blocks(from, stop.signal)) {
    codes.push(...block.metadata.validationCodes);
    if (block.number >= last) stop.abort();
  }
  return codes;
}
