import { CODES } from './codes.js';
import { decodeIdentity, signatureHeader } from './decode-identity.js';
import { decodeReadWriteSet } from './decode-rwset.js';
import type {
  ConfigEnvelope,
  Endorsement,
  MalformedEnvelope,
  NamespaceReadWriteSet,
  ProposalParts,
  TransactionEnvelope,
} from './types.js';
import { EMPTY, WireError, WireReader, attempt } from './wire.js';

/** What every envelope has, whatever stands in it. */
export type EnvelopeBase = Omit<ConfigEnvelope, 'kind' | 'config'>;

interface ProposalHeader {
  readonly channelHeader: Uint8Array;
  readonly extension: Uint8Array;
}

/** peer.Transaction, in the order in which Fabric reads it: whatever cannot be read first decides the code. */
export function decodeTransaction(
  base: EnvelopeBase,
  { channelHeader, extension }: ProposalHeader,
  data: Uint8Array,
): TransactionEnvelope | MalformedEnvelope {
  const action = attempt(() => onlyAction(data, channelHeader));
  if (action === undefined) return { kind: 'malformed', code: CODES.INVALID_ENDORSER_TRANSACTION, ...base };
  const refuse = (code: number): MalformedEnvelope => ({
    kind: 'malformed',
    code,
    ...base,
    proposal: action.proposal,
  });

  const named = attempt(() => chaincodeOfExtension(extension));
  if (named === undefined) return refuse(CODES.BAD_HEADER_EXTENSION);
  const result = attempt(() => chaincodeAction(present(action.extension)));
  if (result === undefined) return refuse(CODES.BAD_RESPONSE_PAYLOAD);
  const readWriteSets = attempt(() => decodeReadWriteSet(result.results));
  if (readWriteSets === undefined) return refuse(CODES.BAD_RWSET);
  const fault = chaincodeFault(named.id, result) ?? namespaceFault(readWriteSets);
  return fault === undefined ? soundTransaction(base, action, result, readWriteSets) : refuse(fault);
}

/** Field by field instead of by spreading: this runs for every transaction of an audit. */
function soundTransaction(
  base: EnvelopeBase,
  { proposal, proposalResponsePayload, endorsements }: Action,
  result: ChaincodeResult,
  readWriteSets: NamespaceReadWriteSet[],
): TransactionEnvelope {
  const envelope: Writable<TransactionEnvelope> = {
    kind: 'transaction',
    channel: base.channel,
    transactionId: base.transactionId,
    timestamp: base.timestamp,
    creator: base.creator,
    nonce: base.nonce,
    signature: base.signature,
    payload: base.payload,
    bytes: base.bytes,
    chaincode: result.chaincode?.name ?? '',
    chaincodeVersion: result.chaincode?.version ?? '',
    args: attempt(() => invocationArguments(proposal.payload)) ?? [],
    endorsements,
    proposalResponsePayload,
    proposalHash: proposal.hash,
    proposal,
    response: result.response,
    readWriteSets,
  };
  if (result.event !== undefined) envelope.event = readEvent(result.event);
  return envelope;
}
type Writable<T> = { -readonly [K in keyof T]: T[K] };

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
  const actions: WireReader[] = [];
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 10) actions.push(fields.message());
  const [only] = actions;
  if (only === undefined || actions.length !== 1) throw new WireError('a transaction has one action');
  const { first: header, second: payload } = twoFields(only);
  const { nonce, creator } = signatureHeader(new WireReader(header));
  if (nonce.length === 0 || creator.length === 0) throw new WireError('an action has nonce and creator');
  return endorsedAction(new WireReader(payload), channelHeader, header);
}

function endorsedAction(fields: WireReader, channelHeader: Uint8Array, header: Uint8Array): Action {
  let payload: Uint8Array = EMPTY;
  let endorsed: WireReader | undefined;
  while (fields.next()) {
    if (fields.tag === 10) payload = fields.bytes;
    else if (fields.tag === 18) endorsed = fields.message(endorsed);
  }
  if (endorsed === undefined || payload.length === 0)
    throw new WireError('an action has a proposal and is endorsed');
  let response: Uint8Array = EMPTY;
  const endorsements: Endorsement[] = [];
  while (endorsed.next()) {
    if (endorsed.tag === 10) response = endorsed.bytes;
    else if (endorsed.tag === 18) endorsements.push(endorsement(endorsed.message()));
  }
  const { first: hash, second: extension } = twoFields(new WireReader(response));
  const proposal = { channelHeader, signatureHeader: header, payload, hash };
  return { proposal, proposalResponsePayload: response, extension, endorsements };
}

function endorsement(fields: WireReader): Endorsement {
  const { first: endorser, second: signature } = twoFields(fields);
  return { endorser: decodeIdentity(endorser), signature };
}

/** ChaincodeHeaderExtension: the chaincode is its field 2. */
function chaincodeOfExtension(bytes: Uint8Array): { id: ChaincodeId | undefined } {
  let id: WireReader | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 18) id = fields.message(id);
  return { id: id === undefined ? undefined : chaincodeId(id) };
}

function chaincodeId(fields: WireReader): ChaincodeId {
  let name = '';
  let version = '';
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
  let answer: WireReader | undefined;
  let chaincode: WireReader | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) results = fields.bytes;
    else if (fields.tag === 18) event = fields.bytes;
    else if (fields.tag === 26) answer = fields.message(answer);
    else if (fields.tag === 34) chaincode = fields.message(chaincode);
  }
  return {
    results,
    event: event?.length === 0 ? undefined : event,
    response: answer === undefined ? { status: 0, payload: EMPTY } : response(answer),
    chaincode: chaincode === undefined ? undefined : chaincodeId(chaincode),
  };
}

function response(fields: WireReader): { status: number; payload: Uint8Array } {
  let status = 0;
  let payload: Uint8Array = EMPTY;
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
  const specification = firstOf(firstOf(new WireReader(payload), 10), 10);
  const input = firstOf(specification, 26);
  const args: Uint8Array[] = [];
  while (input?.next() === true) if (input.tag === 10) args.push(input.bytes);
  return args;
}

function firstOf(fields: WireReader | undefined, tag: number): WireReader | undefined {
  while (fields?.next() === true) if (fields.tag === tag) return fields.message();
  return undefined;
}

/** Messages of two byte fields are many: TransactionAction, ProposalResponsePayload, Endorsement. */
function twoFields(fields: WireReader): { first: Uint8Array; second: Uint8Array } {
  let first: Uint8Array = EMPTY;
  let second: Uint8Array = EMPTY;
  while (fields.next()) {
    if (fields.tag === 10) first = fields.bytes;
    else if (fields.tag === 18) second = fields.bytes;
  }
  return { first, second };
}
