import { randomBytes } from 'node:crypto';
import { generateSigningKey, signAct, type SigningKey } from '@onceledger/chaincode/crypto';
import {
  ACTS,
  canonicalize,
  decodeError,
  digestOf,
  keyId,
  parseActor,
  parseCanonical,
  parseDeclarantId,
  parseIdempotencyKey,
  parseLedgerId,
  parseMandateId,
  timestampOf,
  toBase64url,
  type ActKind,
  type ActPayload,
  type Digest,
  type JsonObject,
  type JsonValue,
  type Outcome,
  type SignedAct,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import { ChaincodePeer, type Answer } from './chaincode-peer.js';
import { keyOfAct, targetOf } from './contract-targets.js';

export const LEDGER = parseLedgerId(`once:${'L'.repeat(42)}I`);
export const ENTERPRISE = parseDeclarantId('91350100M000100Y43');
export const OTHER = parseDeclarantId('91110000600037341L');
export const PERSON = parseDeclarantId(`i-${'5'.repeat(32)}`);

const MINUTE = 60_000;
const REGION = '350100';

/** Agency → its organization and roles. */
export const AGENCIES: Readonly<Record<string, { organization: string; roles: JsonValue }>> = {
  'market-regulation': {
    organization: 'market-regulation',
    roles: [
      { role: 'registrar', declarants: ['enterprise'] },
      { role: 'provider', types: ['business-licence', 'trade-mark'] },
      { role: 'custodian', types: ['business-licence', 'trade-mark'] },
    ],
  },
  'public-security': {
    organization: 'government-affairs',
    roles: [
      { role: 'registrar', declarants: ['individual'] },
      { role: 'provider', types: ['residence'] },
      { role: 'custodian', types: ['residence'] },
    ],
  },
  'government-affairs': { organization: 'government-affairs', roles: [{ role: 'supervisor' }] },
  tax: { organization: 'tax', roles: [{ role: 'requester' }] },
  commerce: {
    organization: 'commerce',
    roles: [{ role: 'requester' }, { role: 'provider', types: [] as never[] }],
  },
};

export interface SignOptions {
  readonly target?: string;
  readonly previous?: Digest | 'none';
  readonly mandate?: string;
  readonly key?: SigningKey;
  readonly idempotencyKey?: string;
  readonly issuedAt?: number;
  readonly notAfter?: number;
  readonly ledger?: string;
  /** Signs the digest of another body. */
  readonly over?: JsonObject;
}
export interface SendOptions {
  readonly blinded?: boolean;
  readonly transient?: Readonly<Record<string, JsonValue>>;
  readonly organization?: string;
  readonly args?: readonly string[];
  readonly channel?: string;
  /** Milliseconds that the transaction's timestamp lies behind the endorser's clock. */
  readonly lag?: number;
}

export interface Snapshot {
  readonly state: ReadonlyMap<string, ReadonlyMap<string, Buffer>>;
  readonly keys: ReadonlyMap<string, SigningKey>;
  readonly encryption: ReadonlyMap<string, SigningKey>;
  readonly time: number;
}

/** A ledger of one peer with keys of everybody at hand, and a clock that tests set. */
export class World {
  /** Milliseconds; what the endorser's clock shows. */
  time: number;
  readonly keys = new Map<string, SigningKey>();
  readonly encryption = new Map<string, SigningKey>();
  readonly bootstrapBody: JsonObject;
  readonly peer: ChaincodePeer;
  #last: Answer | undefined;

  /** `start` in milliseconds. */
  constructor(organization = 'market-regulation', start = Date.parse('2026-03-01T08:00:00.000Z')) {
    this.time = start;
    this.bootstrapBody = {
      agencies: Object.entries(AGENCIES).map(([code, { organization: host, roles }]) =>
        this.agencyBody(code, host, withoutEmpty(roles)),
      ),
      settings: {
        recoveryDelayHours: 72,
        requestWindowSeconds: 300,
        clockToleranceSeconds: 60,
        deliveryHours: 72,
      },
    };
    const configuration = {
      ledger: LEDGER,
      consortium: digestOf(this.bootstrapBody),
      clock: { now: () => timestampOf(this.time) },
    };
    this.peer = new ChaincodePeer(configuration, organization);
  }

  /** What `restore` brings back: state, keys and time. */
  snapshot(): Snapshot {
    const state = [...this.peer.state].map(([collection, values]) => [collection, new Map(values)] as const);
    return {
      state: new Map(state),
      keys: new Map(this.keys),
      encryption: new Map(this.encryption),
      time: this.time,
    };
  }

  restore({ state, keys, encryption, time }: Snapshot): void {
    this.peer.state.clear();
    for (const [collection, values] of state) this.peer.state.set(collection, new Map(values));
    refill(this.keys, keys);
    refill(this.encryption, encryption);
    this.time = time;
  }

  get now(): Timestamp {
    return timestampOf(this.time);
  }

  /** Of the latest transaction, refused or not. */
  get last(): Answer {
    if (this.#last === undefined) throw new Error('nothing was submitted yet');
    return this.#last;
  }

  agencyBody(code: string, organization: string, roles: JsonValue): JsonObject {
    const from = timestampOf(this.time - MINUTE);
    return {
      code,
      keys: [
        { jwk: { ...this.newKey(`agency:${code}`).jwk }, kid: this.kid(`agency:${code}`), use: 'sign', from },
        this.#encryptionKey(code, from),
      ],
      level: 'city',
      names: { en: 'Agency', zh: '部门' },
      organization,
      region: REGION,
      roles,
      status: 'active',
    };
  }

  #encryptionKey(code: string, from: Timestamp): JsonObject {
    const key = generateSigningKey();
    this.encryption.set(code, key);
    return { jwk: { ...key.jwk }, kid: keyId(key.jwk), use: 'encrypt', from };
  }

  newKey(actor: string): SigningKey {
    const key = generateSigningKey();
    this.keys.set(actor, key);
    return key;
  }

  key(actor: string): SigningKey {
    const key = this.keys.get(actor);
    if (key === undefined) throw new Error(`no key of ${actor}`);
    return key;
  }

  kid(actor: string): string {
    return keyId(this.key(actor).jwk);
  }

  /** The digest of what stands under the act's record, as `previous` names it. */
  previous(kind: ActKind, body: JsonObject): Digest | undefined {
    const text = this.peer.state.get('')?.get(keyOfAct(kind, body));
    return text === undefined ? undefined : digestOf(parseCanonical(text.toString()));
  }

  sign(kind: ActKind, actor: string, body: JsonObject, options: SignOptions = {}): SignedAct {
    const key = options.key ?? this.key(actor);
    const payload: ActPayload = {
      act: kind,
      actor: parseActor(actor),
      body: digestOf(options.over ?? body),
      idempotencyKey: parseIdempotencyKey(options.idempotencyKey ?? toBase64url(randomBytes(16))),
      ...this.#times(options),
      ledger: options.ledger === undefined ? LEDGER : parseLedgerId(options.ledger),
      ...(options.mandate === undefined ? {} : { mandate: parseMandateId(options.mandate) }),
      ...this.#previousOf(kind, body, options),
      target: options.target ?? targetOf(kind, body),
    };
    return { body, jws: signAct(payload, keyId(key.jwk), key.privateKey) };
  }

  #times({ issuedAt = this.time, notAfter }: SignOptions): Pick<ActPayload, 'issuedAt' | 'notAfter'> {
    return { issuedAt: timestampOf(issuedAt), notAfter: timestampOf(notAfter ?? issuedAt + 10 * MINUTE) };
  }

  #previousOf(kind: ActKind, body: JsonObject, options: SignOptions): Pick<ActPayload, 'previous'> {
    const previous = options.previous ?? this.previous(kind, body);
    return previous === undefined || previous === 'none' ? {} : { previous };
  }

  /** Submits and commits. @throws the decoded refusal */
  async send(kind: ActKind, signed: SignedAct, options: SendOptions = {}): Promise<Outcome> {
    const { contract, submit } = ACTS[kind];
    if (submit === null) throw new Error(`${kind} is no submit`);
    const args = options.blinded === true ? ['', ''] : [signed.jws, canonicalize(signed.body)];
    const act: Readonly<Record<string, JsonValue>> = options.blinded === true ? { act: json(signed) } : {};
    const answer = await this.call(`${contract}:${submit}`, options.args ?? args, {
      ...options,
      transient: { ...act, ...options.transient },
      organization: options.organization ?? this.#organizationOf(signed),
    });
    return JSON.parse(answer) as Outcome;
  }

  /** Signs and submits. */
  async act(
    kind: ActKind,
    actor: string,
    body: JsonObject,
    options: SignOptions & SendOptions = {},
  ): Promise<Outcome> {
    return await this.send(kind, this.sign(kind, actor, body, options), options);
  }

  async sendMany(name: string, acts: readonly SignedAct[], options: SendOptions = {}): Promise<Outcome[]> {
    const batch = canonicalize(acts.map(json));
    const transient = { ...(options.blinded === true ? { act: acts.map(json) } : {}), ...options.transient };
    const answer = await this.call(name, [options.blinded === true ? '' : batch], { ...options, transient });
    return JSON.parse(answer) as Outcome[];
  }

  /** Any function: what it writes is committed, and a second passes. @throws the decoded refusal */
  async call(name: string, args: readonly string[], options: SendOptions = {}): Promise<string> {
    const transient = Object.entries(options.transient ?? {}).map(([key, value]) => [
      key,
      canonicalize(value),
    ]);
    this.#last = await this.peer.simulate({
      name,
      args,
      transient: Object.fromEntries(transient) as Record<string, string>,
      organization: options.organization ?? 'market-regulation',
      time: this.time - (options.lag ?? 0),
      ...(options.channel === undefined ? {} : { channel: options.channel }),
    });
    if (this.#last.status !== 200) throw decodeError(this.#last.message);
    this.peer.commit(this.#last.writes);
    if (this.#last.writes.length > 0) this.time += 1000;
    return this.#last.payload;
  }

  async query(name: string, args: readonly string[], options: SendOptions = {}): Promise<JsonObject> {
    return JSON.parse(await this.call(name, args, options)) as JsonObject;
  }

  /** Agencies submit through their own organization, declarants through any. */
  #organizationOf(signed: SignedAct): string {
    const [, payload = ''] = signed.jws.split('.');
    const { actor } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { actor: string };
    return AGENCIES[actor.replace('agency:', '')]?.organization ?? 'tax';
  }
}

/** A signed act is JSON; its type has no index signature. */
export function json(signed: SignedAct): JsonObject {
  return { body: signed.body, jws: signed.jws };
}

function refill<Key, Value>(map: Map<Key, Value>, values: ReadonlyMap<Key, Value>): void {
  map.clear();
  for (const [name, value] of values) map.set(name, value);
}

function withoutEmpty(roles: JsonValue): JsonValue {
  return (roles as JsonObject[]).map((role) =>
    Object.fromEntries(Object.entries(role).filter(([, value]) => !Array.isArray(value) || value.length > 0)),
  );
}
