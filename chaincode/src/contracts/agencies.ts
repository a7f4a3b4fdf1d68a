import { parseAgencyCode, parseAgencyRecord } from '../domain/index.js';
import {
  agencyKey,
  encode,
  Info,
  LedgerContext,
  Returns,
  settingsKey,
  Transaction,
} from '../ledger/index.js';
import type { Services } from './call.js';
import { OnceContract } from './once-contract.js';
import { list, show } from './queries/answers.js';
import { amendAgency, bootstrap } from './rules/agency-rules.js';

@Info({ title: 'agencies', description: 'Public bodies on the ledger, their roles and keys' })
export class AgenciesContract extends OnceContract {
  constructor(services: Services) {
    super('agencies', services);
  }

  @Transaction()
  @Returns('string')
  async bootstrap(context: LedgerContext, body: string): Promise<string> {
    return await this.submitWith(context, (transaction) => bootstrap(transaction, body));
  }

  @Transaction()
  @Returns('string')
  async amend(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, amendAgency, act, body);
  }

  @Transaction(false)
  @Returns('string')
  async show(context: LedgerContext, code: string): Promise<string> {
    return await show(context.transaction, agencyKey(parseAgencyCode(code)));
  }

  @Transaction(false)
  @Returns('string')
  async list(context: LedgerContext): Promise<string> {
    return await list(context.transaction.state.scan('agency', [], parseAgencyRecord));
  }

  /** Which ledger this endorser serves, and what its consortium agreed on. */
  @Transaction(false)
  @Returns('string')
  async ledger(context: LedgerContext): Promise<string> {
    const { ledger, consortium } = context.transaction.configuration;
    const settings = (await context.transaction.state.find(settingsKey))?.value.settings;
    return encode({ ledger, consortium, ...(settings === undefined ? {} : { settings }) });
  }
}
