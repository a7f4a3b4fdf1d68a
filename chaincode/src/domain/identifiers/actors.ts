import type { Actor, AgencyCode, DeclarantId } from '../ids.js';
import { parseAgencyCode } from './codes.js';
import { parseDeclarantId } from './declarants.js';
import { invalidIdentifier } from './matched.js';

const AGENCY = 'agency:';
const DECLARANT = 'declarant:';

/** @throws IDENTIFIER_INVALID */
export function parseActor(text: unknown, path = ''): Actor {
  if (typeof text !== 'string') throw invalidIdentifier(path, 'must be a string');
  if (text.startsWith(AGENCY)) parseAgencyCode(text.slice(AGENCY.length), path);
  else if (text.startsWith(DECLARANT)) parseDeclarantId(text.slice(DECLARANT.length), path);
  else throw invalidIdentifier(path, 'must be agency:<code> or declarant:<identifier>');
  return text as Actor;
}

export function agencyActor(code: AgencyCode): Actor {
  return `${AGENCY}${code}` as Actor;
}

export function declarantActor(declarant: DeclarantId): Actor {
  return `${DECLARANT}${declarant}` as Actor;
}

/** Which kind of actor, by which member is there. */
export function splitActor(
  actor: Actor,
):
  | { readonly agency: AgencyCode; readonly declarant?: never }
  | { readonly declarant: DeclarantId; readonly agency?: never } {
  return actor.startsWith(AGENCY)
    ? { agency: actor.slice(AGENCY.length) as AgencyCode }
    : { declarant: actor.slice(DECLARANT.length) as DeclarantId };
}
