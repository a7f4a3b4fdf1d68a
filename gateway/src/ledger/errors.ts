import { decodeError, fail, OnceError, type ErrorFacts } from '@onceledger/chaincode/domain';

/** gRPC status codes that this adapter tells apart. */
const DEADLINE_EXCEEDED = 4;
const ABORTED = 10;
const UNAVAILABLE = 14;
const CANCELLED = 1;
/** The first endorser's message has it, later endorsers' have not. */
const CHAINCODE_RESPONSE = /^chaincode response [0-9]{3}, /;

interface GatewayFailure {
  readonly name: string;
  readonly code: number;
  readonly details: readonly { readonly message: string }[];
}

/** fabric-gateway 1.11 exports its error classes in part as types only: they are known by name and form. */
function asGatewayFailure(error: unknown): GatewayFailure | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return undefined;
  const details = 'details' in error && Array.isArray(error.details) ? error.details : [];
  return { name: error.name, code: error.code, details: details.filter(hasMessage) };
}

function hasMessage(detail: unknown): detail is { message: string } {
  return (
    typeof detail === 'object' && detail !== null && 'message' in detail && typeof detail.message === 'string'
  );
}

/** Of an evaluate or endorse: nothing was ordered. The contract's own word first, then what the transport says. */
export function errorBeforeSubmit(error: unknown): OnceError {
  if (error instanceof OnceError) return error;
  const failure = asGatewayFailure(error);
  if (failure === undefined) return fail('LEDGER_UNREACHABLE', { detail: 'the client failed', cause: error });
  const spoken = failure.details.map(({ message }) => contractError(message, { cause: error }));
  const known = spoken.find(({ code }) => code !== 'INTERNAL');
  return known ?? transportError(failure, error);
}

/** The error of a contract among what a peer says; INTERNAL where there is none. */
export function contractError(message: string, facts: ErrorFacts = {}): OnceError {
  return decodeError(message.replace(CHAINCODE_RESPONSE, ''), facts);
}

function transportError({ code, details }: GatewayFailure, cause: unknown): OnceError {
  const [first] = details;
  if (code === ABORTED && first !== undefined && CHAINCODE_RESPONSE.test(first.message))
    return fail('INTERNAL', { detail: 'the chaincode failed without a code', cause });
  const unreachable = (code === UNAVAILABLE || code === DEADLINE_EXCEEDED) && first === undefined;
  return fail(unreachable ? 'LEDGER_UNREACHABLE' : 'ENDORSEMENT_FAILED', {
    detail: `gRPC status ${code}`,
    cause,
  });
}

/** Whether other organizations' endorsers may do better: nobody judged the act, something was not there. */
export function isEndorserMissing(error: OnceError): boolean {
  return error.code === 'ENDORSEMENT_FAILED' || error.code === 'LEDGER_UNREACHABLE';
}

export function outcomeUnknown(transactionId: string, cause: unknown): OnceError {
  return fail('OUTCOME_UNKNOWN', { detail: `transaction ${transactionId}`, transactionId, cause });
}

/** A stream that was closed by us ends; it does not fail. */
export function isCancelled(error: unknown): boolean {
  return asGatewayFailure(error)?.code === CANCELLED;
}
