import {
  agencyActor,
  declarantActor,
  fail,
  parseAgencyCode,
  parseClaimPath,
  parseDeclarationId,
  parseEntryId,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import { registerDifferences } from '../import/register-entry.js';
import { plain } from '../output/plain.js';
import { approve, file } from '../runtime/file-catalogue.js';
import { initHome, openRuntime, type MadeHome } from '../runtime/index.js';
import type { Story } from './story.js';

export const LICENCE = parseEntryId('business-licence');
export const REGISTRAR = parseAgencyCode('market-regulation');
export const ITEMS = [
  'register-for-tax',
  'file-foreign-trade-operator',
  'enter-foreign-exchange-directory',
].map((id) => parseEntryId(id));

export async function init(story: Story): Promise<readonly string[]> {
  const made = story.ledger === 'fabric' ? await makeNetwork(story) : await initHome({ home: story.home });
  story.runtime = await openRuntime({ home: story.home });
  await story.runtime.settle();
  return [story.context.text('init.contents', { ...made }), made.ledger];
}

async function makeNetwork({ home }: Story): Promise<MadeHome> {
  const { bringUpHome } = await import('../runtime/network-up.js');
  return bringUpHome({ home, ordering: 'raft:1', peersEach: 1, host: '127.0.0.1', report: () => undefined });
}

export async function enrol(story: Story): Promise<readonly string[]> {
  const { platform } = story.runtime;
  const { uscc, name } = story.enterprise;
  const request = await platform.services.enrolment.requestEnterprise({ uscc, name });
  const registrar = story.runtime.gatewayOf(REGISTRAR);
  await registrar.services.enrolment.vouch(plain(request), { as: agencyActor(REGISTRAR) });
  await story.runtime.settle();
  return [`${name}  ${uscc}`];
}

export async function declare(story: Story): Promise<readonly string[]> {
  const committed = await story.runtime.platform.services.declarations.declare(
    { type: LICENCE, declarant: story.declarant, claims: story.enterprise.licence },
    { as: declarantActor(story.declarant) },
  );
  story.declaration = parseDeclarationId(committed.result.id);
  await story.runtime.settle();
  return [`${committed.result.id}  ${committed.transactionId}`];
}

/** Sabotage: the register has another address. */
export async function attest(story: Story): Promise<readonly string[]> {
  const { licence } = story.enterprise;
  const register: JsonObject =
    story.sabotage === 'attest' ? { ...licence, address: '样本省示例市虚构区别处1号' } : licence;
  const { services } = story.runtime.gatewayOf(REGISTRAR);
  const { result } = await services.declarations.attest(
    { declaration: story.declaration, register: (claims) => registerDifferences(claims, register) },
    { as: agencyActor(REGISTRAR) },
  );
  await story.runtime.settle();
  if (result.status !== 'attested') {
    const { record } = await services.declarations.show(story.declaration);
    throw fail(
      'NOT_VERIFIED',
      `${story.declaration} is ${result.status}: ${record.reason ?? 'no reason given'}`,
    );
  }
  return [`${result.id}: ${result.status}`];
}

/** Sabotage: before that, the tax office files a version of its item that asks for the address once more. */
export async function apply(story: Story): Promise<readonly string[]> {
  if (story.sabotage === 'ask') await askOnceMore(story);
  const { platform } = story.runtime;
  for (const item of ITEMS) {
    const as = declarantActor(story.declarant);
    const { application } = await platform.services.wishes.apply(item, story.declarant, { as });
    const entry = (await platform.readModel.entry(item))?.record.entry;
    if (entry?.kind !== 'item') throw fail('NOT_FOUND', `no item ${item}`);
    story.applications.push({ item, agency: entry.body.agency, id: application });
  }
  await story.runtime.settle();
  return story.applications.map(({ item, id }) =>
    story.context.text('demo.applied', { item, application: id }),
  );
}

async function askOnceMore({ runtime }: Story): Promise<void> {
  const entry = (await runtime.platform.readModel.entry('register-for-tax'))?.record.entry;
  if (entry?.kind !== 'item') throw fail('NOT_FOUND', 'no item register-for-tax');
  const reason = { en: 'Our own form has a box for it.', zh: '我们的表格有这一栏。' };
  const asks = [{ element: parseEntryId('registered-address'), reason }];
  const again = { ...entry, version: entry.version + 1, body: { ...entry.body, asks } };
  await file(runtime, again);
  await runtime.settle();
  await approve(runtime, again);
}

export const ID_NUMBER = parseClaimPath('legalRepresentative.idNumber');
