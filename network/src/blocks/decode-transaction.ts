import { CODES } from './codes.js';
import type { Headers } from './decode-envelope.js';
import { decodeIdentity, decodeSignatureHeader } from './decode-identity.js';
import { decodeReadWriteSet } from './decode-rwset.js';
import type {
  Endorsement,
  MalformedEnvelope,
  NamespaceReadWriteSet,
  ProposalParts,
  TransactionEnvelope,
} from './types.js';
import { EMPTY, WireError, WireReader, attempt, merged } from './wire.js';

type Base =
  'channel' | 'transactionId' | 'timestamp' | 'creator' | 'nonce' | 'signature' | 'payload' | 'bytes';
type Decoded = Omit<TransactionEnvelope, Base> | Omit<MalformedEnvelope, Base>;

/** peer.Transaction, in the order in which Fabric reads it: whatever cannot be read first decides the code. */
export function decodeTransaction(headers: Headers, bytes: Uint8Array): Decoded {
  const action = attempt(() => onlyAction(bytes, headers.channelHeader));
  if (action === undefined) return { kind: 'malformed', code: CODES.INVALID_ENDORSER_TRANSACTION };
  const { proposal } = action;
  const refuse = (code: number): Decoded => ({ kind: 'malformed', code, proposal });

  const named = attempt(() => chaincodeOfExtension(headers.extension));
  if (named === undefined) return refuse(CODES.BAD_HEADER_EXTENSION);
  const result = attempt(() => chaincodeAction(present(action.extension)));
  if (result === undefined) return refuse(CODES.BAD_RESPONSE_PAYLOAD);
  const readWriteSets = attempt(() => decodeReadWriteSet(result.results));
  if (readWriteSets === undefined) return refuse(CODES.BAD_RWSET);
  const fault = chaincodeFault(named.id, result) ?? namespaceFault(readWriteSets);
  return fault === undefined ? soundTransaction(action, result, readWriteSets) : refuse(fault);
}

function soundTransaction(
  action: Action,
  result: ChaincodeResult,
  readWriteSets: NamespaceReadWriteSet[],
): Decoded {
  const { proposal, proposalResponsePayload, endorsements } = action;
  return {
    kind: 'transaction',
    chaincode: result.chaincode?.name ?? '',
    chaincodeVersion: result.chaincode?.version ?? '',
    args: attempt(() => invocationArguments(proposal.payload)) ?? [],
    endorsements,
    proposalResponsePayload,
    proposalHash: proposal.hash,
    proposal,
    response: result.response,
    ...(result.event === undefined ? {} : { event: readEvent(result.event) }),
    readWriteSets,
  };
}

interface ChaincodeId {
  readonly name: string;
  readonly version: string;
}

function chaincodeFault(named: ChaincodeId | undefined, result: ChaincodeResult): number | undefined {
  const { chaincode: ran, event } = result;
  if (named === undefined || ran === undefined) return CODES.INVALID_OTHER_REASON;
  if (named.name === '' || named.name !== ran.name || ran.version === '') return CODES.INVALID_CHAINCODE;
  const isForeign = event !== undefined && attempt(() => readEvent(event))?.chaincode !== named.name;
  return isForeign ? CODES.INVALID_OTHER_REASON : undefined;
}

function namespaceFault(sets: readonly NamespaceReadWriteSet[]): number | undefined {
  const namespaces = new Set(sets.map(({ namespace }) => namespace));
  return namespaces.size === sets.length ? undefined : CODES.ILLEGAL_WRITESET;
}

interface Action {
  readonly proposal: ProposalParts;
  readonly proposalResponsePayload: Uint8Array;
  /** Serialized ChaincodeAction; empty where absent. */
  readonly extension: Uint8Array;
  readonly endorsements: readonly Endorsement[];
}

function onlyAction(bytes: Uint8Array, channelHeader: Uint8Array): Action {
  const actions: Uint8Array[] = [];
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 10) actions.push(fields.bytes);
  const [only] = actions;
  if (only === undefined || actions.length !== 1) throw new WireError('a transaction has one action');
  const { first: signatureHeader, second: payload } = twoFields(only);
  const header = decodeSignatureHeader(signatureHeader);
  if (header.nonce.length === 0 || header.creator.length === 0)
    throw new WireError('an action has nonce and creator');
  return endorsedAction(payload, channelHeader, signatureHeader);
}

function endorsedAction(bytes: Uint8Array, channelHeader: Uint8Array, signatureHeader: Uint8Array): Action {
  let payload: Uint8Array = EMPTY;
  let endorsed: Uint8Array | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) payload = fields.bytes;
    else if (fields.tag === 18) endorsed = merged(endorsed, fields.bytes);
  }
  if (endorsed === undefined || payload.length === 0)
    throw new WireError('an action has a proposal and is endorsed');
  let response: Uint8Array = EMPTY;
  const endorsements: Endorsement[] = [];
  const inner = new WireReader(endorsed);
  while (inner.next()) {
    if (inner.tag === 10) response = inner.bytes;
    else if (inner.tag === 18) endorsements.push(endorsement(inner.bytes));
  }
  const { first: hash, second: extension } = twoFields(response);
  const proposal = { channelHeader, signatureHeader, payload, hash };
  return { proposal, proposalResponsePayload: response, extension, endorsements };
}

function endorsement(bytes: Uint8Array): Endorsement {
  const { first: endorser, second: signature } = twoFields(bytes);
  return { endorser: decodeIdentity(endorser), signature };
}

/** ChaincodeHeaderExtension: the chaincode is its field 2. */
function chaincodeOfExtension(bytes: Uint8Array): { id: ChaincodeId | undefined } {
  let id: Uint8Array | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 18) id = merged(id, fields.bytes);
  return { id: id === undefined ? undefined : chaincodeId(id) };
}

function chaincodeId(bytes: Uint8Array): ChaincodeId {
  let name = '';
  let version = '';
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 18) name = fields.string;
    else if (fields.tag === 26) version = fields.string;
    // Its path.
    else if (fields.tag === 10) fields.checkString();
  }
  return { name, version };
}

interface ChaincodeResult {
  readonly results: Uint8Array;
  readonly event: Uint8Array | undefined;
  readonly response: { readonly status: number; readonly payload: Uint8Array };
  readonly chaincode: ChaincodeId | undefined;
}

function present(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw new WireError('a response has a result');
  return bytes;
}

/** peer.ChaincodeAction. */
function chaincodeAction(bytes: Uint8Array): ChaincodeResult {
  let results: Uint8Array = EMPTY;
  let event: Uint8Array | undefined;
  let answer: Uint8Array | undefined;
  let chaincode: Uint8Array | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) results = fields.bytes;
    else if (fields.tag === 18) event = fields.bytes;
    else if (fields.tag === 26) answer = merged(answer, fields.bytes);
    else if (fields.tag === 34) chaincode = merged(chaincode, fields.bytes);
  }
  return {
    results,
    event: event?.length === 0 ? undefined : event,
    response: response(answer ?? EMPTY),
    chaincode: chaincode === undefined ? undefined : chaincodeId(chaincode),
  };
}

function response(bytes: Uint8Array): { status: number; payload: Uint8Array } {
  let status = 0;
  let payload: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 8) status = fields.int32;
    else if (fields.tag === 18) fields.checkString();
    else if (fields.tag === 26) payload = fields.bytes;
  }
  return { status, payload };
}

/** peer.ChaincodeEvent. */
function readEvent(bytes: Uint8Array): { chaincode: string; name: string; payload: Uint8Array } {
  let chaincode = '';
  let name = '';
  let payload: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) chaincode = fields.string;
    else if (fields.tag === 18) fields.checkString();
    else if (fields.tag === 26) name = fields.string;
    else if (fields.tag === 34) payload = fields.bytes;
  }
  return { chaincode, name, payload };
}

/** ChaincodeProposalPayload.input is a ChaincodeInvocationSpec; its spec's field 3 is a ChaincodeInput whose field 1 are the arguments. */
function invocationArguments(payload: Uint8Array): Uint8Array[] {
  const input = firstOf(firstOf(firstOf(payload, 10), 10), 26);
  const args: Uint8Array[] = [];
  const fields = new WireReader(input);
  while (fields.next()) if (fields.tag === 10) args.push(fields.bytes);
  return args;
}

function firstOf(bytes: Uint8Array, tag: number): Uint8Array {
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === tag) return fields.bytes;
  return EMPTY;
}

/** Messages of two byte fields are many: TransactionAction, ProposalResponsePayload, Endorsement. */
function twoFields(bytes: Uint8Array): { first: Uint8Array; second: Uint8Array } {
  let first: Uint8Array = EMPTY;
  let second: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) first = fields.bytes;
    else if (fields.tag === 18) second = fields.bytes;
  }
  return { first, second };
}
