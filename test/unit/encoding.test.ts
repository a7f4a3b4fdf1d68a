import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  digest,
  digestOf,
  fromBase64url,
  fromUtf8,
  sha256,
  toBase64url,
  useSha256,
  utf8,
} from '@onceledger/chaincode/domain';
import { answer, refusal } from '../support/refusal.js';

describe('bytes', () => {
  it('writes and reads base64url as node:buffer does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const written = toBase64url(bytes);
        expect(written).to.equal(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64url(written)).to.deep.equal(bytes);
      }),
    );
    const large = Buffer.alloc(300_001, 'abc\u00ff');
    expect(toBase64url(large)).to.equal(large.toString('base64url'));
    expect(Buffer.from(fromBase64url(large.toString('base64url'))).equals(large)).to.equal(true);
  });

  it('has one text for each byte string: refuses every other', () => {
    for (const wrong of [
      'A',
      'AAAAA',
      'AA==',
      'AA=',
      'AB',
      'AAB',
      'A+',
      'A/',
      ' AA',
      'AA\n',
      'AÄ',
      'A\u{1f600}A',
    ]) {
      refusal('INPUT_INVALID', () => fromBase64url(wrong), wrong);
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ABCDwxyz0189-_+=')) }), (candidate) => {
        const bytes = answer(() => fromBase64url(candidate));
        if (bytes !== undefined) expect(toBase64url(bytes)).to.equal(candidate);
      }),
    );
  });

  it('reads only UTF-8, byte order mark included, and writes only well-formed text', () => {
    expect(fromUtf8(utf8('\ufeff中😀'))).to.equal('\ufeff中😀');
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe4, 0xb8]]) {
      refusal('INPUT_INVALID', () => fromUtf8(Uint8Array.from(bytes)));
    }
    refusal('INPUT_INVALID', () => utf8('\ud800'));
    refusal('INPUT_INVALID', () => utf8('\udc00\ud800'));
  });

  it('hashes as node:crypto does', () => {
    const node = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(Buffer.from(sha256(bytes))).to.deep.equal(node(bytes));
        expect(digest(bytes)).to.equal(node(bytes).toString('base64url'));
      }),
    );
    expect(digestOf({ b: '中', a: 1 })).to.equal(node(Buffer.from('{"a":1,"b":"中"}')).toString('base64url'));
  });

  it('hashes with a faster SHA-256 that it is given, and with nothing else', () => {
    const node = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
    const before = digest(utf8('once'));
    refusal('INTERNAL', () => {
      useSha256((bytes) => createHash('sha3-256').update(bytes).digest());
    });
    expect(digest(utf8('once'))).to.equal(before);
    useSha256(node);
    expect(digest(utf8('once'))).to.equal(before);
  });
});
