import { parseConsentId } from '../domain/index.js';
import { consentKey, Info, LedgerContext, Returns, Transaction } from '../ledger/index.js';
import type { Services } from './call.js';
import { OnceContract } from './once-contract.js';
import { show } from './queries/answers.js';
import { grantConsent, revokeConsent } from './rules/consent-rules.js';

@Info({ title: 'consents', description: 'What a declarant allows an agency to read' })
export class ConsentsContract extends OnceContract {
  constructor(services: Services) {
    super('consents', services);
  }

  @Transaction()
  @Returns('string')
  async grant(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, grantConsent, act, body);
  }

  @Transaction()
  @Returns('string')
  async revoke(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, revokeConsent, act, body);
  }

  @Transaction(false)
  @Returns('string')
  async show(context: LedgerContext, consentId: string): Promise<string> {
    return await show(context.transaction, consentKey(parseConsentId(consentId)));
  }
}
