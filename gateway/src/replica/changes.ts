import {
  CHAINCODE_NAME,
  digest,
  digestOf,
  fromUtf8,
  OnceError,
  parseCanonical,
  parseRecord,
  timestampOf,
  type AnyRecord,
  type Digest,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import type { Block, KeyWrite, TransactionEnvelope } from '@onceledger/network/blocks';
import type { Finding } from '../read-model/types.js';
import { INDEXES, keyOf, nameOf, objectTypeOf, type RecordName } from '../verification/place.js';
import { verifyChange } from '../verification/verify-change.js';
import type { Known, World } from '../verification/world.js';
import type { HashedWrite, RecordChange, ReplicaOptions, StateWrite } from './types.js';

const VALID = 0;
const BOOTSTRAP = 'agencies:bootstrap';

/** What a block's VALID transactions wrote, each record judged on the state that the transactions before it left. */
export class BlockChanges {
  readonly writes = new Map<string, StateWrite>();
  readonly hashed: HashedWrite[] = [];
  readonly changes: RecordChange[] = [];
  readonly findings: Finding[] = [];
  readonly #options: ReplicaOptions;
  readonly #records = new Map<string, Known>();
  readonly #world: World;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    const { consortium, ledger, verifier } = options;
    this.#world = { consortium, ledger, verifier, find: (name) => this.#find(name) };
  }

  async take(block: Block, codes: Uint8Array): Promise<this> {
    for (const [index, envelope] of block.envelopes.entries()) {
      if (envelope.kind !== 'transaction' || codes[index] !== VALID) continue;
      for (const set of envelope.readWriteSets) {
        const version = { block: block.number, transaction: index };
        for (const write of set.writes) {
          if (set.namespace === CHAINCODE_NAME) await this.#takeRecord(write, envelope, version);
          else
            this.#put({
              ...valueOf(write),
              genuine: true,
              key: write.key,
              namespace: set.namespace,
              version,
            });
        }
        for (const { collection, hashedWrites } of set.collections)
          for (const { deleted, keyHash, purged } of hashedWrites)
            this.hashed.push({
              collection,
              deleted: deleted || purged,
              keyHash,
              namespace: set.namespace,
              version,
            });
      }
    }
    return this;
  }

  async #takeRecord(
    write: KeyWrite,
    envelope: TransactionEnvelope,
    version: StateWrite['version'],
  ): Promise<void> {
    const placed = { key: write.key, namespace: CHAINCODE_NAME, version, ...valueOf(write) };
    if (INDEXES.includes(objectTypeOf(write.key)) && !write.deleted) {
      this.#put({ ...placed, genuine: true });
      return;
    }
    const record = this.#parse(write, version);
    if (record === undefined) {
      this.#put({ ...placed, genuine: false });
      return;
    }
    const name = nameOf(record);
    const former = await this.#find(name);
    const time = timestampOf(envelope.timestamp.getTime());
    const genuine = await this.#judge(record, former, envelope, { time, version });
    const change: RecordChange = {
      digest: digest(write.value),
      former,
      genuine,
      name,
      record,
      time,
      transaction: version.transaction,
    };
    this.changes.push(change);
    this.#records.set(write.key, { digest: change.digest, genuine, record });
    this.#put({ ...placed, genuine, name });
  }

  /** Undefined, with a finding, where the value is no record or stands under another record's key. */
  #parse({ deleted, key, value }: KeyWrite, version: StateWrite['version']): AnyRecord | undefined {
    try {
      const record = deleted ? undefined : parseRecord(parseCanonical(fromUtf8(value)));
      if (record !== undefined && keyOf(nameOf(record)) === key) return record;
      this.#report(
        version,
        'form',
        deleted ? 'a record was deleted' : 'a record stands under the key of another',
      );
    } catch (error) {
      if (!(error instanceof OnceError)) throw error;
      this.#report(version, 'form', `${error.code}: a value is no record`);
    }
    return undefined;
  }

  async #judge(
    next: AnyRecord,
    former: Known | undefined,
    envelope: TransactionEnvelope,
    { time, version }: { readonly time: Timestamp; readonly version: StateWrite['version'] },
  ): Promise<boolean> {
    const bootstrap = this.#isBootstrap(envelope);
    const problem = await verifyChange(this.#world, { bootstrap, former, next, time });
    if (problem === undefined) return true;
    const [kind, id] = nameOf(next);
    this.#report(version, problem.code, problem.detail, `${kind} ${id}`);
    return false;
  }

  #isBootstrap({ args }: TransactionEnvelope): boolean {
    const [name, body] = args;
    if (name === undefined || body === undefined || fromUtf8(name) !== BOOTSTRAP) return false;
    return digestOfText(body) === this.#options.consortium;
  }

  async #find(name: RecordName): Promise<Known | undefined> {
    return this.#records.get(keyOf(name)) ?? (await this.#options.store.record(name));
  }

  #put(write: StateWrite): void {
    this.writes.set(`${write.namespace} ${write.key}`, write);
  }

  #report(
    { block, transaction }: StateWrite['version'],
    rule: string,
    detail: string,
    subject?: string,
  ): void {
    this.findings.push({ block, detail, rule, transaction, ...(subject === undefined ? {} : { subject }) });
  }
}

/** Undefined where it is no canonical JSON: whoever colludes can call a function with anything. */
function digestOfText(text: Uint8Array): Digest | undefined {
  try {
    return digestOf(parseCanonical(fromUtf8(text)));
  } catch (error) {
    if (error instanceof OnceError) return undefined;
    throw error;
  }
}

function valueOf({ deleted, value }: KeyWrite): { value?: Uint8Array } {
  return deleted ? {} : { value };
}
