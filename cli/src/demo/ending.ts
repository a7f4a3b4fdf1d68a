import {
  agencyActor,
  canonicalize,
  declarantActor,
  fail,
  OnceError,
  parseJson,
  REFUSALS,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import { mergeReceipts, parseTrust, verifyEvidence } from '@onceledger/gateway';
import { readFile } from 'node:fs/promises';
import { auditText } from '../commands/audit.js';
import { journalTable } from '../commands/journal.js';
import { layout } from '../home/layout.js';
import { plain } from '../output/plain.js';
import { askedAgain } from '../runtime/asked-again.js';
import { auditLedger } from '../runtime/audit.js';
import { journalOf } from '../runtime/journal.js';
import { ID_NUMBER, REGISTRAR } from './beginning.js';
import type { Story } from './story.js';

const PATIENCE = 30_000;
const SHORT_PATIENCE = 3_000;

/** Sabotage: the custodian has fallen silent. */
export async function deliver(story: Story): Promise<readonly string[]> {
  const silent = story.sabotage === 'deliver';
  if (silent) await story.runtime.gatewayOf(REGISTRAR).workers.close();
  const lines: string[] = [];
  for (const { item, agency, id } of story.applications) {
    const { services } = story.runtime.gatewayOf(agency);
    const collected = await services.readings.collect(
      {
        item,
        declarant: story.declarant,
        basis: { kind: 'request', application: id },
        wait: silent ? SHORT_PATIENCE : PATIENCE,
      },
      { as: agencyActor(agency) },
    );
    for (const { declaration, version, claims } of collected) {
      await assertGenuine(story, agency, declaration);
      const count = Object.keys(claims).length;
      lines.push(story.context.text('demo.collected', { agency, count, declaration, version }));
    }
  }
  return lines;
}

async function assertGenuine(
  { runtime }: Story,
  agency: Parameters<Story['runtime']['gatewayOf']>[0],
  id: string,
): Promise<void> {
  const { genuine, checks } = await runtime.gatewayOf(agency).services.evidence.verify(id);
  const problems = checks.flatMap(({ rule, problem }) =>
    problem === undefined ? [] : [`${rule}: ${problem}`],
  );
  if (!genuine) throw fail('NOT_VERIFIED', `${agency} finds ${id} not genuine: ${problems.join('; ')}`);
}

/** Sabotage: the forged copy is handed on in the place of the genuine one. */
export async function forge(story: Story): Promise<readonly string[]> {
  const { runtime, context } = story;
  await runtime.settle();
  const receipts = await Promise.all(
    runtime.gateways.map(({ services }) => services.evidence.receipt(story.declaration)),
  );
  const genuine = plain(mergeReceipts(receipts));
  const forged = forgedCopy(genuine, story.enterprise.name);
  const trust = parseTrust(parseJson(await readFile(layout(story.home).trust)));
  const refusal = await refusalOf(verifyEvidence(forged, trust));
  if (refusal === undefined) throw fail('NOT_VERIFIED', 'a forged receipt was taken for genuine');
  const report = await verifyEvidence(story.sabotage === 'forge' ? forged : genuine, trust);
  return [
    context.text('demo.vouched', { organizations: report.vouchedBy.length }),
    context.text('demo.forged', { code: refusal.code }),
  ];
}

/** The same receipt for an enterprise of another name. */
function forgedCopy(receipt: JsonValue, name: string): JsonValue {
  const text = canonicalize(receipt);
  const forged = text.replaceAll(name, `${name}冒名`);
  if (forged === text) throw fail('INTERNAL', 'the receipt does not have the name');
  return parseJson(forged);
}

async function refusalOf(attempt: Promise<unknown>): Promise<OnceError | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
}

/** Sabotage: the application stays open, and the reading is granted. */
export async function revoke(story: Story): Promise<readonly string[]> {
  const { runtime, context } = story;
  const target = story.applications.find(({ agency }) => agency === 'commerce');
  if (target === undefined) throw fail('INTERNAL', 'no application to commerce');
  const { item, agency, id } = target;
  if (story.sabotage !== 'revoke')
    await runtime.platform.services.wishes.closeApplication(id, {}, { as: declarantActor(story.declarant) });
  await runtime.settle();
  const { readings } = runtime.gatewayOf(agency).services;
  const reading = await readings.request(
    {
      declaration: story.declaration,
      claims: [ID_NUMBER],
      purpose: { kind: 'item', item },
      basis: { kind: 'request', application: id },
    },
    { as: agencyActor(agency) },
  );
  const state = await readings.settled(reading, PATIENCE);
  if (state.status !== 'refused' || state.reason === undefined)
    throw fail('NOT_VERIFIED', `the reading ${reading} should have been refused and is ${state.status}`);
  return [
    context.text('demo.refused', {
      agency,
      reason: `${state.reason}: ${REFUSALS[state.reason][context.language]}`,
    }),
  ];
}

/** One reading in order to attest, three for the items, one refused with its reason: nothing more and nothing less. */
export async function journal(story: Story): Promise<readonly string[]> {
  await story.runtime.settle();
  const entries = await journalOf(story.runtime, story.declarant);
  const count = (kind: string, status: string): number =>
    entries.filter((entry) => entry.purpose.kind === kind && entry.status === status).length;
  const found = [
    count('attestation', 'received'),
    count('item', 'received'),
    count('item', 'refused'),
    entries.length,
  ];
  if (found.join() !== '1,3,1,5')
    throw fail('NOT_VERIFIED', `the journal has ${found.join(', ')} entries where 1, 3, 1 of 5 were made`);
  return [journalTable(story.context, entries)];
}

export async function audit(story: Story): Promise<readonly string[]> {
  const report = await auditLedger(story.runtime, () => undefined);
  const [first] = report.findings;
  if (first !== undefined)
    throw fail(
      'AUDIT_FAILED',
      `${report.findings.length} findings; the first: ${first.rule}: ${first.detail}`,
    );
  return [auditText(story.context, report)];
}

export async function ask(story: Story): Promise<readonly string[]> {
  const judged = await askedAgain(story.runtime, story.declarant);
  const again = judged.filter(({ elements }) => elements.length > 0);
  story.askedAgain = { again: again.length, applications: judged.length };
  const line = story.context.text('demo.asked', story.askedAgain);
  if (judged.length !== story.applications.length)
    throw fail(
      'NOT_VERIFIED',
      `the ledger has ${judged.length} of ${story.applications.length} applications`,
    );
  if (again.length > 0)
    throw fail(
      'NOT_VERIFIED',
      `${line}: ${again.map(({ item, elements }) => `${item} asks for ${elements.join(', ')}`).join('; ')}`,
    );
  return [];
}
