import { parseApplicationId } from '../domain/index.js';
import { applicationKey, Info, LedgerContext, Returns, Transaction } from '../ledger/index.js';
import type { Services } from './call.js';
import { OnceContract } from './once-contract.js';
import { show } from './queries/answers.js';
import { apply, close } from './rules/application-rules.js';

@Info({ title: 'applications', description: "Declarants' signed wishes, on which readings on request rest" })
export class ApplicationsContract extends OnceContract {
  constructor(services: Services) {
    super('applications', services);
  }

  @Transaction()
  @Returns('string')
  async apply(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, apply, act, body);
  }

  @Transaction()
  @Returns('string')
  async close(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, close, act, body);
  }

  @Transaction(false)
  @Returns('string')
  async show(context: LedgerContext, applicationId: string): Promise<string> {
    return await show(context.transaction, applicationKey(parseApplicationId(applicationId)));
  }
}
