import { expect } from 'chai';

/** What fabric-gateway's errors carry. */
export interface GatewayFailure {
  readonly name: string;
  readonly message: string;
  readonly code: number;
  readonly details: readonly { address: string; message: string; mspId: string }[];
}

/** The error that a call ends with; it must be one of fabric-gateway's. */
export async function errorOf(call: Promise<unknown>): Promise<GatewayFailure> {
  const outcome: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome, 'the call succeeded').to.be.instanceOf(Error);
  const { name, message, code, details } = outcome as GatewayFailure;
  expect(code, message).to.be.a('number');
  return { name, message, code, details };
}

/** Text of the first peer that refused. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  return (await errorOf(call)).details[0]?.message ?? '';
}
