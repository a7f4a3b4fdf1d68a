import { fail, fromBase64url, parseDigest, toBase64url, type Digest } from '@onceledger/chaincode/domain';
import type { KeyObject } from 'node:crypto';
import { openNote, signNote, type NoteVerifier } from './note.js';
import type { Checkpoint } from './types.js';

/** `<ledger>/<organization>`: origin line and key name of an organization's checkpoints. */
export function originOf(ledger: string, organization: string): string {
  return `${ledger}/${organization}`;
}

/**
 * C2SP tlog-checkpoint: origin, size, root, then two extension lines: what was validated, and up to which height.
 * docs/spec/checkpoint.md.
 */
export function checkpointText({ commitHash, height, origin, root, size }: Checkpoint): string {
  const lines = [
    origin,
    String(size),
    standard(root),
    `height ${height}`,
    `commit-hash ${standard(commitHash)}`,
  ];
  return `${lines.join('\n')}\n`;
}

export function signCheckpoint(checkpoint: Checkpoint, key: KeyObject): string {
  return signNote(checkpointText(checkpoint), checkpoint.origin, key);
}

/** The checkpoint where the verifier's signature holds and the origin is its name; NOT_VERIFIED otherwise. */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint {
  const text = openNote(note, verifier);
  if (text === undefined)
    throw fail('NOT_VERIFIED', `checkpoint: no signature of ${verifier.name} that holds`);
  const checkpoint = parseCheckpointText(text);
  if (checkpoint.origin !== verifier.name)
    throw fail('NOT_VERIFIED', 'checkpoint: origin and key name differ');
  return checkpoint;
}

/** Who claims to have signed; the signature is not verified. */
export function claimedOrigin(note: string): string {
  return note.slice(0, Math.max(0, note.indexOf('\n')));
}

/** The text that a note signs; its signatures are not looked at. */
export function textOf(note: string): string {
  return note.slice(0, note.lastIndexOf('\n\n') + 1);
}

const TEXT = new RegExp(
  [
    '(?<origin>[^\\n]+)',
    '(?<size>0|[1-9][0-9]{0,15})',
    '(?<root>[A-Za-z0-9+/]{43}=)',
    'height (?<height>0|[1-9][0-9]{0,15})',
    'commit-hash (?<commitHash>[A-Za-z0-9+/]{43}=)',
  ].join('\\n') + '\\n$',
  'y',
);

/** @throws NOT_VERIFIED where the text has not exactly the form of docs/spec/checkpoint.md */
export function parseCheckpointText(text: string): Checkpoint {
  TEXT.lastIndex = 0;
  const { commitHash = '', height, origin = '', root = '', size } = TEXT.exec(text)?.groups ?? {};
  return {
    commitHash: toDigest(commitHash),
    height: Number(height),
    origin,
    root: toDigest(root),
    size: Number(size),
  };
}

function standard(digest: Digest): string {
  return Buffer.from(fromBase64url(digest)).toString('base64');
}

function toDigest(base64: string): Digest {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== base64) throw malformed();
  return parseDigest(toBase64url(bytes));
}

function malformed(): Error {
  return fail('NOT_VERIFIED', 'checkpoint: not of the form of docs/spec/checkpoint.md');
}
