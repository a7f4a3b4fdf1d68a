import type { Context } from 'fabric-contract-api';
import {
  COLLECTIONS,
  implicitCollection,
  type DeclarationId,
  type OrganizationId,
  type ReadingId,
} from '../domain/index.js';
import type { Write } from './peer-batches.js';

type Stub = Context['stub'];

/** Records whose bodies may stand in implicit collections. */
export type BlindedKind = 'consent' | 'application' | 'reading';

/** Private data of one transaction. Submits only write: endorsers must read alike, and not each is a member. */
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
