import {
  parseAct,
  parseBody,
  splitActor,
  type AnyRecord,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { SqlReadModel } from '../read-model/sql-read-model.js';
import { openActs } from '../verification/judge-readings.js';
import { nameOf, type RecordName } from '../verification/place.js';

/**
 * Everything that judging a record takes beside itself: who signed, under which mandate, the type, readings cited; and theirs
 * in turn.
 */
export async function supportsOf(readModel: SqlReadModel, record: AnyRecord): Promise<readonly RecordName[]> {
  const names = new Map<string, RecordName>();
  const own = nameOf(record).join(' ');
  const open = namedBy(record);
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const key = name.join(' ');
    if (names.has(key) || key === own) continue;
    const known = await readModel.known(name);
    if (known === undefined) continue;
    names.set(key, name);
    open.push(...namedBy(known.record));
  }
  return [...names.values()];
}

function namedBy(record: AnyRecord): RecordName[] {
  const acts = openActs(record).flatMap(namedByAct);
  const [first] = openActs(record);
  if (record.kind === 'declaration') return [...acts, ['catalogue-entry', record.type]];
  // Who may close an application, the item says.
  if (record.kind === 'application' && first !== undefined)
    return [...acts, ['catalogue-entry', parseBody('application.apply', first.body).item]];
  return acts;
}

function namedByAct(signed: SignedAct): RecordName[] {
  const { act, mandate } = parseAct(signed.jws).payload;
  const names: RecordName[] = [signerName(signed)];
  if (mandate !== undefined) names.push(['mandate', mandate]);
  if (act === 'declaration.attest' || act === 'declaration.refuse') {
    const { reading } = parseBody(act, signed.body);
    if (reading !== undefined) names.push(['reading', reading]);
  }
  if (act === 'declarant.recover') names.push(signerName(parseBody(act, signed.body).support));
  return names;
}

function signerName({ jws }: SignedAct): RecordName {
  const { agency, declarant } = splitActor(parseAct(jws).payload.actor);
  return agency === undefined ? ['declarant', declarant] : ['agency', agency];
}
