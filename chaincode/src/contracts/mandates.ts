import { parseMandateId } from '../domain/index.js';
import { Info, LedgerContext, mandateKey, Returns, Transaction } from '../ledger/index.js';
import type { Services } from './call.js';
import { OnceContract } from './once-contract.js';
import { show } from './queries/answers.js';
import { grantMandate, revokeMandate } from './rules/mandate-rules.js';

@Info({ title: 'mandates', description: 'Who may act for whom, in what, until when' })
export class MandatesContract extends OnceContract {
  constructor(services: Services) {
    super('mandates', services);
  }

  @Transaction()
  @Returns('string')
  async grant(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, grantMandate, act, body);
  }

  @Transaction()
  @Returns('string')
  async revoke(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, revokeMandate, act, body);
  }

  @Transaction(false)
  @Returns('string')
  async show(context: LedgerContext, mandateId: string): Promise<string> {
    return await show(context.transaction, mandateKey(parseMandateId(mandateId)));
  }
}
