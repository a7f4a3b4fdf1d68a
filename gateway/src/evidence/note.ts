import { fail } from '@onceledger/chaincode/domain';
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** C2SP signed-note: https://c2sp.org/signed-note, signature type 0x01 (Ed25519). */
const ED25519 = 0x01;
/** SubjectPublicKeyInfo of Ed25519 (RFC 8410 section 4) before its 32 bytes. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const NAME = /^[^\s+\p{Cc}]{1,512}$/u;
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;
const MAX_SIGNATURES = 64;

export interface NoteVerifier {
  readonly name: string;
  readonly hash: Buffer;
  readonly key: KeyObject;
}

/** `text` ends with a line break; the answer is the note with one signature line. */
export function signNote(text: string, name: string, key: KeyObject): string {
  const signature = sign(null, Buffer.from(text), key);
  const line = Buffer.concat([keyHash(name, rawPublicKey(key)), signature]).toString('base64');
  return `${text}\n— ${name} ${line}\n`;
}

/** `<name>+<hash, 8 hexadecimal digits>+<base64 of type byte and public key>`. */
export function verifierKeyOf(name: string, key: KeyObject): string {
  const raw = rawPublicKey(key);
  const typed = Buffer.concat([Buffer.of(ED25519), raw]);
  return `${name}+${keyHash(name, raw).toString('hex')}+${typed.toString('base64')}`;
}

/** @throws CONFIGURATION_INVALID where the text is not a verifier key */
export function parseVerifierKey(text: string): NoteVerifier {
  const [name = '', hash = '', encoded = '', ...rest] = splitVerifierKey(text);
  const typed = Buffer.from(encoded, 'base64');
  const raw = typed.subarray(1);
  const sound =
    rest.length === 0 &&
    NAME.test(name) &&
    typed.length === 33 &&
    typed[0] === ED25519 &&
    typed.toString('base64') === encoded &&
    keyHash(name, raw).toString('hex') === hash;
  if (!sound) throw fail('CONFIGURATION_INVALID', 'not a verifier key of C2SP signed-note (Ed25519)');
  const key = createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });
  return { name, hash: keyHash(name, raw), key };
}

/** The base64 part can contain `+`: only the first two separate. */
function splitVerifierKey(text: string): string[] {
  const first = text.indexOf('+');
  const second = text.indexOf('+', first + 1);
  return first < 0 || second < 0
    ? []
    : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

/** The signed text where a signature of this key is there and holds; undefined otherwise. Other signatures are ignored. */
export function openNote(note: string, verifier: NoteVerifier): string | undefined {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES || !lines.every((line) => SIGNATURE_LINE.test(line))) return undefined;
  const own = lines.map((line) => signatureOf(line, verifier)).filter((one) => one !== undefined);
  const holds = own.length > 0 && own.every((one) => verify(null, Buffer.from(text), verifier.key, one));
  return holds ? text : undefined;
}

function signatureOf(line: string, { name, hash }: NoteVerifier): Buffer | undefined {
  const [, signer, encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  const ours = signer === name && bytes.length === 68 && bytes.subarray(0, 4).equals(hash);
  return ours && bytes.toString('base64') === encoded ? bytes.subarray(4) : undefined;
}

function keyHash(name: string, raw: Uint8Array): Buffer {
  const hashed = createHash('sha256').update(`${name}\n`).update(Buffer.of(ED25519)).update(raw).digest();
  return hashed.subarray(0, 4);
}

function rawPublicKey(key: KeyObject): Buffer {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return spki.subarray(SPKI.length);
}
