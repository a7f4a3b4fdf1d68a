import { OnceError } from '../errors/once-error.js';
import { splitDeclarationId } from '../identifiers/references.js';
import { splitEntryRef } from '../identifiers/references.js';
import type { ClaimPath, LedgerId } from '../ids.js';
import type { Fault } from '../json.js';
import type { TypeBody } from '../records/catalogue.js';
import type { DeclarationBody } from '../records/declaration.js';
import { claimPaths, commitmentContext } from './claims.js';
import { leavesOf, rootOf } from './commitment.js';

/**
 * Faults of a declaration's body in itself: its identifier names its type and declarant, `clear` and `leaves` name no claim
 * twice, and the root is that of all leaves. With `type` also: together they name every claim of the type, and `clear` only
 * public ones, all of them exactly where the type keeps public bodies on the chain.
 */
export function verifyDeclarationBody(body: DeclarationBody, ledger: LedgerId, type?: TypeBody): Fault[] {
  const named = [...namingFaults(body), ...(type === undefined ? [] : typeFaults(body, type))];
  const twice = Object.keys(body.clear).filter((path) => Object.hasOwn(body.leaves, path));
  const faults = [...named, ...twice.map((path) => fault(`/leaves/${path}`, 'also stands in /clear'))];
  return faults.length > 0 ? faults : rootFaults(body, ledger);
}

function namingFaults(body: DeclarationBody): Fault[] {
  const parts = splitDeclarationId(body.declaration);
  return [
    ...(parts.type === splitEntryRef(body.type).id ? [] : [fault('/declaration', 'does not name the type')]),
    ...(parts.declarant === body.declarant ? [] : [fault('/declaration', 'does not name the declarant')]),
  ];
}

function typeFaults(body: DeclarationBody, type: TypeBody): Fault[] {
  const paths = claimPaths(type);
  const unknown = (part: 'clear' | 'leaves'): Fault[] =>
    Object.keys(body[part])
      .filter((path) => !Object.hasOwn(type.claims, path))
      .map((path) => fault(`/${part}/${path}`, 'the type has no such claim'));
  const misplaced = paths.filter((path) => Object.hasOwn(body.clear, path) !== standsInClear(type, path));
  const absent = paths.filter(
    (path) => !Object.hasOwn(body.clear, path) && !Object.hasOwn(body.leaves, path),
  );
  return [
    ...unknown('clear'),
    ...unknown('leaves'),
    ...absent.map((path) => fault(`/leaves/${path}`, 'the type has this claim; absent ones are salted null')),
    ...misplaced
      .filter((path) => !absent.includes(path))
      .map((path) =>
        standsInClear(type, path)
          ? fault(`/clear/${path}`, 'must stand in clear')
          : fault(`/clear/${path}`, 'must not stand in clear'),
      ),
  ];
}

function standsInClear(type: TypeBody, path: ClaimPath): boolean {
  return type.publicBody === 'chain' && type.claims[path]?.visibility === 'public';
}

function rootFaults(body: DeclarationBody, ledger: LedgerId): Fault[] {
  try {
    const root = rootOf({ ...body.leaves, ...leavesOf(commitmentContext({ ...body, ledger }), body.clear) });
    return root === body.commitment.root
      ? []
      : [fault('/commitment/root', 'is not the root of these claims and leaves')];
  } catch (error) {
    if (error instanceof OnceError) return [fault('', error.detail)];
    throw error;
  }
}

function fault(path: string, problem: string): Fault {
  return { path, problem };
}
