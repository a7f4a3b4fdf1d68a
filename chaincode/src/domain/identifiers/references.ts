import type { DeclarantId, DeclarationId, EntryId, EntryRef } from '../ids.js';
import { parseEntryId } from './codes.js';
import { parseDeclarantId } from './declarants.js';
import { invalidIdentifier, matched } from './matched.js';

/** Versions go up to 999999: keys hold them as six digits. */
const ENTRY_REF = /^[a-z][a-z0-9-]{0,63}@[1-9][0-9]{0,5}$/;
const DISCRIMINATOR = /^[a-z0-9-]{1,32}$/;

/** @throws IDENTIFIER_INVALID */
export function parseEntryRef(text: unknown, path = ''): EntryRef {
  return matched(
    text,
    ENTRY_REF,
    'must be <entry>@<version>, for example business-licence@1',
    path,
  ) as EntryRef;
}

/** `version` from 1 to 999999. @throws IDENTIFIER_INVALID */
export function entryRef(id: EntryId, version: number): EntryRef {
  return parseEntryRef(`${id}@${version}`);
}

export function splitEntryRef(ref: EntryRef): { readonly id: EntryId; readonly version: number } {
  const at = ref.indexOf('@');
  return { id: ref.slice(0, at) as EntryId, version: Number(ref.slice(at + 1)) };
}

/** Parts of a declaration identifier; two declarations of one declarant and type differ by the discriminator, never personal. */
export interface DeclarationParts {
  readonly type: EntryId;
  readonly declarant: DeclarantId;
  readonly discriminator?: string;
}

/** @throws IDENTIFIER_INVALID */
export function parseDeclarationId(text: unknown, path = ''): DeclarationId {
  if (typeof text !== 'string') throw invalidIdentifier(path, 'must be a string');
  const [type, declarant, discriminator, ...rest] = text.split('.', 4);
  parseEntryId(type, path);
  parseDeclarantId(declarant, path);
  if (rest.length > 0 || (discriminator !== undefined && !DISCRIMINATOR.test(discriminator))) {
    throw invalidIdentifier(
      path,
      'must be <type>.<declarant> or <type>.<declarant>.<discriminator of a-z 0-9 ->',
    );
  }
  return text as DeclarationId;
}

/** @throws IDENTIFIER_INVALID where the discriminator is not 1 to 32 of a-z 0-9 - */
export function declarationId(type: EntryId, declarant: DeclarantId, discriminator?: string): DeclarationId {
  return parseDeclarationId(
    [type, declarant, ...(discriminator === undefined ? [] : [discriminator])].join('.'),
  );
}

export function splitDeclarationId(id: DeclarationId): DeclarationParts {
  const [type, declarant, discriminator] = id.split('.');
  return {
    type: type as EntryId,
    declarant: declarant as DeclarantId,
    ...(discriminator === undefined ? {} : { discriminator }),
  };
}
