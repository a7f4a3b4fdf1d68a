import { parseDeclarantId, parseDeclarationId, parseDeclarationRecord } from '../domain/index.js';
import { custodyKey, declarationKey, Info, LedgerContext, Returns, Transaction } from '../ledger/index.js';
import type { Services } from './call.js';
import { OnceContract } from './once-contract.js';
import { found, list, parseVersion, show } from './queries/answers.js';
import { reportCustody, reseal } from './rules/custody-rules.js';
import { amend, declare } from './rules/declare-rules.js';
import { attest, refuse, reinstate, revoke, suspend, withdraw } from './rules/status-rules.js';

@Info({ title: 'declarations', description: 'What declarants declare, once, and what becomes of it' })
export class DeclarationsContract extends OnceContract {
  constructor(services: Services) {
    super('declarations', services);
  }

  @Transaction()
  @Returns('string')
  async declare(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, declare, act, body);
  }

  @Transaction()
  @Returns('string')
  async declareMany(context: LedgerContext, batch: string): Promise<string> {
    return await this.submitMany(context, declare, batch);
  }

  @Transaction()
  @Returns('string')
  async amend(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, amend, act, body);
  }

  @Transaction()
  @Returns('string')
  async withdraw(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, withdraw, act, body);
  }

  @Transaction()
  @Returns('string')
  async attest(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, attest, act, body);
  }

  @Transaction()
  @Returns('string')
  async refuse(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, refuse, act, body);
  }

  @Transaction()
  @Returns('string')
  async suspend(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, suspend, act, body);
  }

  @Transaction()
  @Returns('string')
  async reinstate(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, reinstate, act, body);
  }

  @Transaction()
  @Returns('string')
  async revoke(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, revoke, act, body);
  }

  @Transaction()
  @Returns('string')
  async reportCustody(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, reportCustody, act, body);
  }

  @Transaction()
  @Returns('string')
  async reportCustodyMany(context: LedgerContext, batch: string): Promise<string> {
    return await this.submitMany(context, reportCustody, batch);
  }

  @Transaction()
  @Returns('string')
  async reseal(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, reseal, act, body);
  }

  @Transaction()
  @Returns('string')
  async resealMany(context: LedgerContext, batch: string): Promise<string> {
    return await this.submitMany(context, reseal, batch);
  }

  @Transaction(false)
  @Returns('string')
  async show(context: LedgerContext, declarationId: string): Promise<string> {
    return await show(context.transaction, declarationKey(parseDeclarationId(declarationId)));
  }

  @Transaction(false)
  @Returns('string')
  async list(context: LedgerContext, declarantId: string): Promise<string> {
    return await list(
      context.transaction.state.scan('declaration', [parseDeclarantId(declarantId)], parseDeclarationRecord),
    );
  }

  @Transaction(false)
  @Returns('string')
  async sealed(context: LedgerContext, declarationId: string, version: string): Promise<string> {
    const text = await context.transaction.privateData.findSealed(
      parseDeclarationId(declarationId),
      parseVersion(version),
    );
    return found(text, `sealed part of ${declarationId}@${version} for this client on this peer`);
  }

  @Transaction(false)
  @Returns('string')
  async clearBody(context: LedgerContext, declarationId: string, version: string): Promise<string> {
    const text = await context.transaction.privateData.findClear(
      parseDeclarationId(declarationId),
      parseVersion(version),
    );
    return found(text, `clear body of ${declarationId}@${version} for this client on this peer`);
  }

  @Transaction(false)
  @Returns('string')
  async custody(context: LedgerContext, declarationId: string, version: string): Promise<string> {
    return await show(
      context.transaction,
      custodyKey(parseDeclarationId(declarationId), parseVersion(version)),
    );
  }
}
