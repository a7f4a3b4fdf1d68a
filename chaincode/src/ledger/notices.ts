import type { Context } from 'fabric-contract-api';
import { EVENT_NAME, type Notice } from '../domain/index.js';
import { encode } from './stored.js';

type Stub = Context['stub'];

/**
 * What one transaction changed, without personal data. Fabric keeps one chaincode event a transaction, the last one set:
 * so all notices travel in one, `once.v1`, set when the transaction is done.
 */
export class Notices {
  readonly #stub: Stub;
  readonly #notices: Notice[] = [];

  constructor(stub: Stub) {
    this.#stub = stub;
  }

  add(notice: Notice): void {
    this.#notices.push(notice);
  }

  publish(): void {
    if (this.#notices.length > 0) this.#stub.setEvent(EVENT_NAME, Buffer.from(encode(this.#notices)));
  }
}
