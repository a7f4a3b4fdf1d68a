import type { DeclarantId } from '../ids.js';
import type { DeclarantKind } from '../records/agency.js';
import { invalidIdentifier } from './matched.js';
import { parseUscc } from './uscc.js';

const INDIVIDUAL = /^i-[0-9a-f]{32}$/;

/** An enterprise's unified social credit code, or an individual's `i-` and 32 hexadecimal digits. @throws IDENTIFIER_INVALID */
export function parseDeclarantId(text: unknown, path = ''): DeclarantId {
  if (typeof text !== 'string' || !text.startsWith('i')) return asDeclarant(parseUscc(text, path));
  if (!INDIVIDUAL.test(text))
    throw invalidIdentifier(path, 'must be i- and 32 lower-case hexadecimal digits');
  return text as DeclarantId;
}

export function declarantKindOf(declarant: DeclarantId): DeclarantKind {
  return declarant.startsWith('i-') ? 'individual' : 'enterprise';
}

function asDeclarant(enterprise: string): DeclarantId {
  return enterprise as DeclarantId;
}
