import {
  fail,
  parseBody,
  type ActKind,
  type DeclarationBody,
  type DeclarationRecord,
  type StatusBody,
  parseAct,
} from '../../domain/index.js';
import { readingKey } from '../../ledger/index.js';
import { openActs } from '../blinding.js';
import type { Call } from '../call.js';

type Attesting = Call<ActKind, DeclarationRecord> & { readonly act: { readonly body: StatusBody } };

/**
 * Whoever judges private claims has opened them, in the open: a received reading of this version on purpose attestation.
 * @throws STATE_CONFLICT, NOT_FOUND, INPUT_INVALID
 */
export async function assertAttestationReading(call: Attesting, record: DeclarationRecord): Promise<void> {
  const { reading: id } = call.act.body;
  if (!isSealed(record)) return;
  if (id === undefined)
    throw fail('STATE_CONFLICT', 'the private claims are judged on a received reading; /reading is missing');
  const { value: reading } = await call.transaction.state.get(readingKey(id));
  if (reading.status !== 'received') throw fail('STATE_CONFLICT', `reading ${id} is ${reading.status}`);
  const [requested] = openActs(call.transaction, reading);
  if (requested === undefined) throw fail('STATE_CONFLICT', `reading ${id} has no acts`);
  const request = parseBody('reading.request', requested.body);
  const fits =
    request.purpose.kind === 'attestation' &&
    request.declaration === record.id &&
    request.version === record.version &&
    request.requester === call.actor.agency?.agency.code;
  if (!fits)
    throw fail(
      'STATE_CONFLICT',
      `reading ${id} is not this agency's reading of this version in order to attest`,
    );
}

/** The record's body stands in its first act. */
function isSealed(record: DeclarationRecord): boolean {
  return bodyOf(record).sealed;
}

export function bodyOf(record: DeclarationRecord): DeclarationBody {
  const [first] = record.acts;
  if (first === undefined) throw fail('STATE_CONFLICT', `${record.id} has no act`);
  const { act } = parseAct(first.jws).payload;
  return parseBody(act === 'declaration.amend' ? 'declaration.amend' : 'declaration.declare', first.body);
}
