import { fail, parseDeclarantId, parseEntryId, parseReadingId } from '../domain/index.js';
import {
  encode,
  Info,
  LedgerContext,
  readingKey,
  Returns,
  Transaction,
  type BlindedKind,
} from '../ledger/index.js';
import type { Services } from './call.js';
import { OnceContract } from './once-contract.js';
import { found, show } from './queries/answers.js';
import { authorizeNow } from './queries/authorize-now.js';
import { planNow } from './queries/plan-now.js';
import { answerReading, receiveReading, refuseReading, requestReading } from './rules/reading-rules.js';

@Info({ title: 'readings', description: 'No committed request, no plaintext: requests, answers, receipts' })
export class ReadingsContract extends OnceContract {
  constructor(services: Services) {
    super('readings', services);
  }

  @Transaction()
  @Returns('string')
  async request(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, requestReading, act, body);
  }

  @Transaction()
  @Returns('string')
  async requestMany(context: LedgerContext, batch: string): Promise<string> {
    return await this.submitMany(context, requestReading, batch);
  }

  @Transaction()
  @Returns('string')
  async answer(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, answerReading, act, body);
  }

  @Transaction()
  @Returns('string')
  async answerMany(context: LedgerContext, batch: string): Promise<string> {
    return await this.submitMany(context, answerReading, batch);
  }

  @Transaction()
  @Returns('string')
  async refuse(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, refuseReading, act, body);
  }

  @Transaction()
  @Returns('string')
  async receive(context: LedgerContext, act: string, body: string): Promise<string> {
    return await this.submit(context, receiveReading, act, body);
  }

  @Transaction(false)
  @Returns('string')
  async show(context: LedgerContext, readingId: string): Promise<string> {
    return await show(context.transaction, readingKey(parseReadingId(readingId)));
  }

  /** The acts of a blinded reading, consent or application, for a client of a party on its own peer. */
  @Transaction(false)
  @Returns('string')
  async blinded(context: LedgerContext, kind: string, id: string): Promise<string> {
    if (!isBlindedKind(kind)) throw fail('INPUT_INVALID', 'kind is reading, consent or application');
    const text = await context.transaction.privateData.findBlinded(
      context.transaction.organization,
      kind,
      id,
    );
    return found(text, `blinded ${kind} ${id} for this client on this peer`);
  }

  /** The act that ended a blinded consent or application, for a client of the party that has the mark. */
  @Transaction(false)
  @Returns('string')
  async ended(context: LedgerContext, kind: string, id: string): Promise<string> {
    if (!isBlindedKind(kind) || kind === 'reading')
      throw fail('INPUT_INVALID', 'kind is consent or application');
    const { organization, privateData } = context.transaction;
    const text = await privateData.findEnd(organization, kind, id);
    return found(text, `end of ${kind} ${id} for this client on this peer`);
  }

  @Transaction(false)
  @Returns('string')
  async delivery(context: LedgerContext, readingId: string): Promise<string> {
    const id = parseReadingId(readingId);
    const text = await context.transaction.privateData.findDelivery(context.transaction.organization, id);
    return found(text, `delivery of ${id} for this client on this peer`);
  }

  @Transaction(false)
  @Returns('string')
  async authorize(context: LedgerContext, readingId: string): Promise<string> {
    return encode(await authorizeNow(context.transaction, parseReadingId(readingId)));
  }

  @Transaction(false)
  @Returns('string')
  async plan(context: LedgerContext, itemId: string, declarantId: string): Promise<string> {
    return encode(await planNow(context.transaction, parseEntryId(itemId), parseDeclarantId(declarantId)));
  }
}

function isBlindedKind(kind: string): kind is BlindedKind {
  return kind === 'reading' || kind === 'consent' || kind === 'application';
}
