import {
  splitDeclarationId,
  parseDeclarationId,
  type ActKind,
  type JsonObject,
} from '@onceledger/chaincode/domain';

/** What an act is about, written by hand: docs/spec/act.md, "Target". */
const TARGETS: Readonly<Record<ActKind, (body: JsonObject) => unknown>> = {
  'agency.amend': (body) => body['code'],
  'catalogue.file': (body) =>
    `${entry(body)['id'] as string}@${(entry(body)['version'] as number).toFixed()}`,
  'catalogue.approve': (body) => body['ref'],
  'catalogue.retire': (body) => body['ref'],
  'declarant.enrol': (body) => body['declarant'],
  'declarant.vouch': (body) => enrolled(body),
  'declarant.rotate': (body) => body['declarant'],
  'declarant.recover': (body) => body['declarant'],
  'declarant.recover-support': (body) => body['declarant'],
  'declarant.stop-recovery': (body) => body['declarant'],
  'declarant.set-status': (body) => body['declarant'],
  'mandate.grant': (body) => body['mandate'],
  'mandate.revoke': (body) => body['target'],
  'declaration.declare': (body) => body['declaration'],
  'declaration.amend': (body) => body['declaration'],
  'declaration.withdraw': (body) => body['declaration'],
  'declaration.attest': (body) => body['declaration'],
  'declaration.refuse': (body) => body['declaration'],
  'declaration.suspend': (body) => body['declaration'],
  'declaration.reinstate': (body) => body['declaration'],
  'declaration.revoke': (body) => body['declaration'],
  'custody.report': (body) => body['declaration'],
  'custody.reseal': (body) => body['declaration'],
  'consent.grant': (body) => body['consent'],
  'consent.revoke': (body) => body['target'],
  'application.apply': (body) => body['application'],
  'application.close': (body) => body['target'],
  'reading.request': (body) => body['reading'],
  'reading.answer': (body) => body['reading'],
  'reading.refuse': (body) => body['reading'],
  'reading.receive': (body) => body['reading'],
};

export function targetOf(kind: ActKind, body: JsonObject): string {
  return TARGETS[kind](body) as string;
}

/** The composite key of the record that an act changes, written by hand. */
export function keyOfAct(kind: ActKind, body: JsonObject): string {
  const target = targetOf(kind, body);
  const [noun] = kind.split('.');
  if (noun === 'catalogue') {
    const [id, version] = target.split('@');
    return key('catalogue', id, version?.padStart(6, '0'));
  }
  if (noun !== 'declaration' && noun !== 'custody') return key(noun, target);
  const { declarant, type, discriminator } = splitDeclarationId(parseDeclarationId(target));
  const parts = [declarant, type, discriminator ?? ''];
  return noun === 'custody'
    ? key('custody', ...parts, (body['version'] as number).toFixed())
    : key('declaration', ...parts);
}

/** Fabric's composite key. */
export function key(...parts: readonly (string | undefined)[]): string {
  return `\u0000${parts.map((part) => `${part ?? ''}\u0000`).join('')}`;
}

function entry(body: JsonObject): JsonObject {
  return body['entry'] as JsonObject;
}

function enrolled(body: JsonObject): unknown {
  return ((body['request'] as JsonObject)['body'] as JsonObject)['declarant'];
}
