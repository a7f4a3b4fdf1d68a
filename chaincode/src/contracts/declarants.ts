import { parseDeclarantId } from '../domain/index.js';
import { declarantKey, Info, LedgerContext, Returns, Transaction } from '../ledger/index.js';
import type { Services } from './call.js';
import { OnceContract } from './once-contract.js';
import { show } from './queries/answers.js';
import { recover, rotate, setStatus, stopRecovery, vouch } from './rules/declarant-rules.js';

@Info({ title: 'declarants', description: 'Enterprises and individuals, their keys and status' })
export class DeclarantsContract extends OnceContract {
  constructor(services: Services) {
    super('declarants', services);
  }

  @Transaction()
  @Returns('string')
  async vouch(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, vouch, act, body);
  }

  @Transaction()
  @Returns('string')
  async rotate(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, rotate, act, body);
  }

  @Transaction()
  @Returns('string')
  async recover(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, recover, act, body);
  }

  @Transaction()
  @Returns('string')
  async stopRecovery(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, stopRecovery, act, body);
  }

  @Transaction()
  @Returns('string')
  async setStatus(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, setStatus, act, body);
  }

  @Transaction(false)
  @Returns('string')
  async show(context: LedgerContext, declarantId: string): Promise<string> {
    return await show(context.transaction, declarantKey(parseDeclarantId(declarantId)));
  }
}
