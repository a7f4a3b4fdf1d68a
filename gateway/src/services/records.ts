import {
  digest,
  fail,
  OnceError,
  parseAgencyRecord,
  parseApplicationRecord,
  parseCatalogueRecord,
  parseConsentRecord,
  parseDeclarantRecord,
  parseDeclarationRecord,
  parseMandateRecord,
  parseReadingRecord,
  utf8,
  type AgencyRecord,
  type ApplicationRecord,
  type CatalogueRecord,
  type ConsentRecord,
  type DeclarantRecord,
  type DeclarationRecord,
  type Digest,
  type JsonValue,
  type MandateRecord,
  type ReadingRecord,
} from '@onceledger/chaincode/domain';
import type { Ledger } from '../ledger/ledger.js';
import type { ReadModel, StoredRecord } from '../read-model/types.js';
import { canonicalText } from './json.js';

/** A record with what the next act names as `previous`. */
export interface Current<R> {
  readonly record: R;
  readonly digest: Digest;
}

type Known<R> = () => Promise<StoredRecord<R> | undefined>;

/**
 * Records as one's own peer has them now: for building acts. What somebody relies on comes from the read model, and so does
 * everything while the peer cannot ask its chaincode, as before its organization has gone over to a new version.
 */
export class Records {
  readonly #ledger: Ledger;
  readonly #readModel: ReadModel;

  constructor(ledger: Ledger, readModel: ReadModel) {
    this.#ledger = ledger;
    this.#readModel = readModel;
  }

  /** For one batch: agencies and entries are asked for once. A record that changes meanwhile is the contract's to refuse. */
  remembering(): Records {
    return new RememberedRecords(this.#ledger, this.#readModel);
  }

  agency(code: string): Promise<Current<AgencyRecord>> {
    return this.#get('agencies:show', [code], parseAgencyRecord, () => this.#readModel.agency(code));
  }
  findAgency(code: string): Promise<Current<AgencyRecord> | undefined> {
    return absentAsUndefined(this.agency(code));
  }
  entry(id: string, version = ''): Promise<Current<CatalogueRecord>> {
    const number = version === '' ? undefined : Number(version);
    return this.#get('catalogue:show', [id, version], parseCatalogueRecord, () =>
      this.#readModel.entry(id, number),
    );
  }
  declarant(id: string): Promise<Current<DeclarantRecord>> {
    return this.#get('declarants:show', [id], parseDeclarantRecord, () => this.#readModel.declarant(id));
  }
  findDeclarant(id: string): Promise<Current<DeclarantRecord> | undefined> {
    return absentAsUndefined(this.declarant(id));
  }
  mandate(id: string): Promise<Current<MandateRecord>> {
    return this.#get('mandates:show', [id], parseMandateRecord, () => this.#readModel.mandate(id));
  }
  declaration(id: string): Promise<Current<DeclarationRecord>> {
    return this.#get('declarations:show', [id], parseDeclarationRecord, () =>
      this.#readModel.declaration(id),
    );
  }
  findDeclaration(id: string): Promise<Current<DeclarationRecord> | undefined> {
    return absentAsUndefined(this.declaration(id));
  }
  consent(id: string): Promise<Current<ConsentRecord>> {
    return this.#get('consents:show', [id], parseConsentRecord, () => this.#readModel.consent(id));
  }
  application(id: string): Promise<Current<ApplicationRecord>> {
    return this.#get('applications:show', [id], parseApplicationRecord, () =>
      this.#readModel.application(id),
    );
  }
  reading(id: string): Promise<Current<ReadingRecord>> {
    return this.#get('readings:show', [id], parseReadingRecord, () => this.#readModel.reading(id));
  }

  async #get<R extends object>(
    name: string,
    args: readonly string[],
    parse: (value: JsonValue) => R,
    known: Known<R>,
  ): Promise<Current<R>> {
    try {
      const record = parse(await this.#ledger.query(name, args));
      return { record, digest: digest(utf8(canonicalText(record))) };
    } catch (error) {
      if (!(error instanceof OnceError) || error.code !== 'ENDORSEMENT_FAILED') throw error;
      const found = await known();
      if (found === undefined) throw fail('NOT_FOUND', { cause: error });
      return found;
    }
  }
}

class RememberedRecords extends Records {
  readonly #agencies = new Map<string, Promise<Current<AgencyRecord>>>();
  readonly #entries = new Map<string, Promise<Current<CatalogueRecord>>>();

  override agency(code: string): Promise<Current<AgencyRecord>> {
    return remembered(this.#agencies, code, () => super.agency(code));
  }
  override entry(id: string, version = ''): Promise<Current<CatalogueRecord>> {
    return remembered(this.#entries, `${id}@${version}`, () => super.entry(id, version));
  }
}

function remembered<T>(known: Map<string, T>, name: string, ask: () => T): T {
  const found = known.get(name) ?? ask();
  known.set(name, found);
  return found;
}

async function absentAsUndefined<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof OnceError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
