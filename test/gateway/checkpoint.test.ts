import { parseDigest } from '@onceledger/chaincode/domain';
import {
  openCheckpoint,
  openNote,
  parseVerifierKey,
  signCheckpoint,
  signNote,
  verifierKeyOf,
} from '@onceledger/gateway';
import { expect } from 'chai';
import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { refusal } from '../support/refusal.js';

// The example of golang.org/x/mod/sumdb/note, which C2SP signed-note describes.
const VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
/** Seed of its private key, "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz" without the type byte, as PKCS #8 (RFC 8410). */
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const NEUMANN = createPrivateKey({
  format: 'der',
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED]),
  type: 'pkcs8',
});

describe('signed note', () => {
  it('verifies and reproduces the published example', () => {
    expect(openNote(`${TEXT}\n${SIGNATURE}`, parseVerifierKey(VERIFIER))).to.equal(TEXT);
    expect(signNote(TEXT, 'PeterNeumann', NEUMANN)).to.equal(`${TEXT}\n${SIGNATURE}`);
    expect(verifierKeyOf('PeterNeumann', NEUMANN)).to.equal(VERIFIER);
  });

  it('does not verify after any changed character', () => {
    const note = `${TEXT}\n${SIGNATURE}`;
    const verifier = parseVerifierKey(VERIFIER);
    for (let index = 0; index < note.length; index += 1) {
      const other = note[index] === 'A' ? 'B' : 'A';
      const changed = note.slice(0, index) + other + note.slice(index + 1);
      expect(openNote(changed, verifier), `character ${index}`).to.equal(undefined);
    }
  });

  it('ignores signatures of others and refuses a bad one of the verifier beside a good one', () => {
    const other = signNote(TEXT, 'Somebody', generateKeyPairSync('ed25519').privateKey).split('\n').at(-2)!;
    const verifier = parseVerifierKey(VERIFIER);
    expect(openNote(`${TEXT}\n${other}\n${SIGNATURE}`, verifier)).to.equal(TEXT);
    const bad = SIGNATURE.replace('fqdngotpR', 'fqdngotqR');
    expect(openNote(`${TEXT}\n${SIGNATURE}${bad}`, verifier)).to.equal(undefined);
  });

  it('refuses verifier keys with another hash, type or length', () => {
    for (const text of [
      VERIFIER.replace('c74f20a3', 'c74f20a4'),
      VERIFIER.replace('+ARpc', '+Ahpc'),
      VERIFIER.slice(0, -4),
      `${VERIFIER}+x`,
      'PeterNeumann',
      '',
    ])
      refusal('CONFIGURATION_INVALID', () => parseVerifierKey(text), text);
  });
});

describe('checkpoint', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const digestOf = (text: string) => parseDigest(createHash('sha256').update(text).digest('base64url'));
  const origin = `once:${'A'.repeat(43)}/tax`;
  const checkpoint = { commitHash: digestOf('commit'), height: 7, origin, root: digestOf('root'), size: 42 };
  const verifier = parseVerifierKey(verifierKeyOf(origin, privateKey));

  it('has the lines of C2SP tlog-checkpoint and two extension lines', () => {
    const base64 = (text: string) => createHash('sha256').update(text).digest('base64');
    const lines = signCheckpoint(checkpoint, privateKey).split('\n');
    expect(lines.slice(0, 6)).to.deep.equal([
      origin,
      '42',
      base64('root'),
      'height 7',
      `commit-hash ${base64('commit')}`,
      '',
    ]);
    expect(lines[6]).to.match(new RegExp(`^— ${origin.replace(/[/:]/g, '\\$&')} [A-Za-z0-9+/]{91}=$`));
    expect(lines.slice(7)).to.deep.equal(['']);
  });

  it('opens to what was signed', () => {
    expect(openCheckpoint(signCheckpoint(checkpoint, privateKey), verifier)).to.deep.equal(checkpoint);
  });

  it('is refused under another key, another origin or another form', () => {
    const note = signCheckpoint(checkpoint, privateKey);
    const stranger = parseVerifierKey(verifierKeyOf(origin, generateKeyPairSync('ed25519').privateKey));
    refusal('NOT_VERIFIED', () => openCheckpoint(note, stranger));
    const elsewhere = signNote(
      note.slice(0, note.indexOf('\n\n') + 1).replace('/tax', '/commerce'),
      origin,
      privateKey,
    );
    refusal('NOT_VERIFIED', () => openCheckpoint(elsewhere, verifier));
    for (const text of [
      `${origin}\n42\n`,
      `${origin}\n042\n${'A'.repeat(43)}=\nheight 7\ncommit-hash ${'A'.repeat(43)}=\n`,
    ])
      refusal('NOT_VERIFIED', () => openCheckpoint(signNote(text, origin, privateKey), verifier));
  });
});
