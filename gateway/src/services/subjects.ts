import {
  fail,
  fromUtf8,
  object,
  parseCanonical,
  parseDeclarantId,
  parsedBy,
  parseResidentNumber,
  parseWith,
  string,
  toBase64url,
  type DeclarantId,
  type ResidentNumber,
} from '@onceledger/chaincode/domain';
import { createHmac } from 'node:crypto';
import { decryptWith } from '../crypto/jwe.js';
import { sealColumn } from '../crypto/secret-box.js';
import type { Context } from './context.js';
import type { Acting } from './types.js';

/** Who stands behind a random identifier: known to the registrar alone. */
interface Subject {
  readonly declarant: DeclarantId;
  readonly name: string;
  readonly residentNumber: ResidentNumber;
}
const subjectParser = object<Subject>({
  declarant: parsedBy(parseDeclarantId),
  name: string({ min: 1, max: 200 }),
  residentNumber: parsedBy(parseResidentNumber),
});

/** Opens the request's subject and puts it into the registrar's keyed index. @throws ALREADY_EXISTS, INPUT_INVALID */
export async function registerSubject(
  context: Context,
  {
    acting,
    declarant,
    subject,
  }: { readonly acting: Acting; readonly declarant: DeclarantId; readonly subject: string | undefined },
): Promise<void> {
  const opened = await openSubject(context, acting, subject);
  if (opened.declarant !== declarant)
    throw fail('INPUT_INVALID', 'the sealed subject belongs to another request');
  const document = await documentOf(context, opened.residentNumber);
  const { database, store } = context;
  const known = await database
    .selectFrom('subjects')
    .select('declarant')
    .where('document', '=', document)
    .executeTakeFirst();
  if (known !== undefined && known.declarant !== declarant)
    throw fail('ALREADY_EXISTS', `the identity document is ${known.declarant}'s`);
  const { name, residentNumber } = opened;
  const sealed = sealColumn(
    await store.secret('subjects'),
    { declarant, name, residentNumber },
    `subject ${document}`,
  );
  await database
    .insertInto('subjects')
    .values({ declarant, document, sealed: Buffer.from(sealed) })
    .onConflict((conflict) => conflict.column('document').doNothing())
    .execute();
}

async function openSubject({ keys }: Context, { as }: Acting, subject: string | undefined): Promise<Subject> {
  if (subject === undefined) throw fail('INPUT_INVALID', 'the request of an individual has a sealed subject');
  for (const key of await keys.opening(as)) {
    const opened = await decryptWith(key, subject, 'ECDH-ES');
    if (opened !== undefined) return parseWith(subjectParser, parseCanonical(fromUtf8(opened)));
  }
  throw fail('INPUT_INVALID', 'the sealed subject is not for this registrar');
}

/** A keyed digest: an unsalted one of an identity number falls in milliseconds. */
async function documentOf({ store }: Context, number: ResidentNumber): Promise<string> {
  const key = await store.secret('subject-index');
  return toBase64url(createHmac('sha256', key).update(number).digest());
}
