import type { Context } from 'fabric-contract-api';
import {
  COLLECTIONS,
  endKey,
  implicitCollection,
  toDigest,
  type DeclarationId,
  type Digest,
  type OrganizationId,
  type ReadingId,
} from '../domain/index.js';
import type { Write } from './peer-batches.js';

type Stub = Context['stub'];

/** Records whose bodies may stand in implicit collections. */
export type BlindedKind = EndedKind | 'reading';
/** Those that a declarant ends. */
export type EndedKind = 'consent' | 'application';

/** Private data of one transaction. Submits read no value, since not each endorser is a member; hashes every peer has. */
export class PrivateData {
  readonly #stub: Stub;
  readonly #writes: Write[];

  /** `writes`: those of the whole transaction, sent at its end. */
  constructor(stub: Stub, writes: Write[]) {
    this.#stub = stub;
    this.#writes = writes;
  }

  putSealed(declaration: DeclarationId, version: number, text: string): void {
    this.#put(COLLECTIONS.sealed, versionKey(declaration, version), text);
  }

  putClear(declaration: DeclarationId, version: number, text: string): void {
    this.#put(COLLECTIONS.bodies, versionKey(declaration, version), text);
  }

  /** The acts of a blinded record, for each party. */
  putBlinded(parties: readonly OrganizationId[], kind: BlindedKind, id: string, text: string): void {
    for (const party of parties) this.#put(implicitCollection(party), `${kind}/${id}`, text);
  }

  /** That a blinded record has ended, for one party: the act that says so. */
  putEnd(party: OrganizationId, kind: EndedKind, id: string, text: string): void {
    this.#put(implicitCollection(party), endKey(kind, id), text);
  }

  /** Digest of what `putEnd` wrote; undefined where it wrote nothing. */
  async endDigest(party: OrganizationId, kind: EndedKind, id: string): Promise<Digest | undefined> {
    const hash = await this.#stub.getPrivateDataHash(implicitCollection(party), endKey(kind, id));
    return hash.length === 0 ? undefined : toDigest(hash);
  }

  putDelivery(requester: OrganizationId, reading: ReadingId, text: string): void {
    this.#put(implicitCollection(requester), deliveryKey(reading), text);
  }

  /** Removes the delivery from every peer that has it; Fabric keeps no version of it. */
  async purgeDelivery(requester: OrganizationId, reading: ReadingId): Promise<void> {
    await this.#stub.purgePrivateData(implicitCollection(requester), deliveryKey(reading));
  }

  /** For queries. Undefined where it is absent or purged, or this peer or client may not have it. */
  async findSealed(declaration: DeclarationId, version: number): Promise<string | undefined> {
    return await this.#find(COLLECTIONS.sealed, versionKey(declaration, version));
  }

  async findClear(declaration: DeclarationId, version: number): Promise<string | undefined> {
    return await this.#find(COLLECTIONS.bodies, versionKey(declaration, version));
  }

  async findBlinded(party: OrganizationId, kind: BlindedKind, id: string): Promise<string | undefined> {
    return await this.#find(implicitCollection(party), `${kind}/${id}`);
  }

  async findEnd(party: OrganizationId, kind: EndedKind, id: string): Promise<string | undefined> {
    return await this.#find(implicitCollection(party), endKey(kind, id));
  }

  async findDelivery(requester: OrganizationId, reading: ReadingId): Promise<string | undefined> {
    return await this.#find(implicitCollection(requester), deliveryKey(reading));
  }

  #put(collection: string, key: string, text: string): void {
    this.#writes.push({ collection, key, value: Buffer.from(text) });
  }

  async #find(collection: string, key: string): Promise<string | undefined> {
    try {
      const bytes = await this.#stub.getPrivateData(collection, key);
      return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
    } catch {
      // A peer that is no member, or a client that memberOnlyRead keeps out, answers with an error whose text is its
      // version's own; for the asker the value is simply not here.
      return undefined;
    }
  }
}

/** Key in the collections `sealed` and `bodies`. */
export function versionKey(declaration: DeclarationId, version: number): string {
  return `${declaration}@${String(version)}`;
}

function deliveryKey(reading: ReadingId): string {
  return `delivery/${reading}`;
}
