import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  formatNote,
  generateSigner,
  isKeyName,
  parseCheckpoint,
  parseNote,
  parseProofFile,
  parseSignatureLines,
  parseSignerKey,
  parseVerifierKey,
  signerFromSeed,
  signText,
  verifyNote,
  type Checked,
  type NoteSigner,
} from './index.js';

function value<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.detail);
  return checked.value;
}

/** Key and note of the documentation of golang.org/x/mod/sumdb/note. */
const goSigner = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const goVerifier = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const goText =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const goNote = `${goText}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

const log = signerFromSeed('log.example/a', new Uint8Array(32).fill(1));
const nextLog = signerFromSeed('log.example/a', new Uint8Array(32).fill(2));
const witness = signerFromSeed('witness.example/w', new Uint8Array(32).fill(3), 'cosignature/v1');

describe('note keys', () => {
  it('are read and written as Go does', () => {
    const signer = value(parseSignerKey(goSigner));
    expect(signer.verifierKey).toBe(goVerifier);
    expect(signer.signerKey).toBe(goSigner);
    expect(value(parseVerifierKey(goVerifier))).toEqual({
      name: 'PeterNeumann',
      keyId: 'c74f20a3',
      kind: 'ed25519',
      publicKey: signer.publicKey,
    });
  });

  it('are new each time, and of their kind', () => {
    const [a, b] = [generateSigner('a', 'cosignature/v1'), generateSigner('a', 'cosignature/v1')];
    expect(a.signerKey).not.toBe(b.signerKey);
    expect(value(parseSignerKey(a.signerKey)).verifierKey).toBe(a.verifierKey);
    expect(value(parseVerifierKey(a.verifierKey)).kind).toBe('cosignature/v1');
    expect(log.keyId).not.toBe(signerFromSeed(log.name, new Uint8Array(32).fill(1), 'cosignature/v1').keyId);
  });

  it.each([
    '',
    'PeterNeumann',
    goVerifier.replace('c74f20a3', 'c74f20a4'),
    goVerifier.replace('c74f20a3', 'C74F20A3'),
    goVerifier.replace('Peter', 'peter'),
    goVerifier.slice(0, -1),
    goVerifier.replace('+ARpc', '+ARpd'),
    goVerifier.replace('+A', '+B'),
    `${goVerifier}\n`,
    ` ${goVerifier}`,
    goVerifier.replace('PeterNeumann', 'Peter Neumann'),
    goVerifier.replace('PeterNeumann', ''),
    `${'x'.repeat(2000)}${goVerifier}`,
    goSigner,
  ])('refuse %j as a verifier key', (text) => {
    expect(parseVerifierKey(text)).toMatchObject({ ok: false, fault: 'malformed' });
  });

  it('refuse a damaged signer key without repeating it', () => {
    for (const text of [
      goSigner.replace('c74f20a3', 'c74f20a4'),
      goSigner.slice(8),
      goSigner.slice(0, -1),
      goSigner.replace('+AYEK', '+CYEK'),
      goVerifier,
    ]) {
      const refused = parseSignerKey(text);
      expect(refused.ok ? '' : refused.detail).toMatch(/signer key/);
      expect(JSON.stringify(refused)).not.toContain('LVFGyNhPJEMzD1QIDr');
    }
    expect(() => signerFromSeed('a b', new Uint8Array(32))).toThrow(RangeError);
    expect(() => signerFromSeed('a', new Uint8Array(31))).toThrow(RangeError);
    for (const name of [
      '',
      'a+b',
      'a b',
      'a\u00a0b',
      'a\u3000b',
      'a\nb',
      'a\u0000',
      '\ud800',
      'x'.repeat(256),
    ])
      expect(isKeyName(name)).toBe(false);
    expect(isKeyName('로그.example/한국')).toBe(true);
  });
});

describe('signed notes', () => {
  it('are verified and made as Go does', async () => {
    const verifier = value(parseVerifierKey(goVerifier));
    expect(value(verifyNote(value(parseNote(goNote)), [verifier]))).toEqual({
      text: goText,
      signatures: [{ name: 'PeterNeumann', keyId: 'c74f20a3', kind: 'ed25519' }],
    });
    expect(formatNote(goText, [await signText(goText, value(parseSignerKey(goSigner)))])).toBe(goNote);
    expect(value(parseNote(new TextEncoder().encode(goNote)))).toEqual(value(parseNote(goNote)));
  });

  it('may have several signatures; unknown ones are ignored, even with a known name or a known id', async () => {
    const text = 'a\n\nb\n';
    const lines = [
      await signText(text, log),
      await signText(text, nextLog),
      { ...(await signText(text, nextLog)), name: 'other.example' },
    ];
    const note = value(parseNote(formatNote(text, lines)));
    expect(note.text).toBe(text);
    expect(value(verifyNote(note, [nextLog])).signatures).toEqual([
      { name: log.name, keyId: nextLog.keyId, kind: 'ed25519' },
    ]);
    expect(value(verifyNote(note, [log, nextLog])).signatures).toHaveLength(2);
    expect(verifyNote(note, [witness])).toMatchObject({ fault: 'no-known-signature' });
    expect(verifyNote(note, [])).toMatchObject({ fault: 'no-known-signature' });
    expect(
      value(verifyNote({ ...note, signatures: [...note.signatures, ...note.signatures] }, [log])).signatures,
    ).toHaveLength(1);
  });

  it('with a false signature by a known key are refused whole', async () => {
    const text = 'a\n';
    const [good, bad] = [await signText(text, log), await signText('b\n', nextLog)];
    expect(verifyNote({ text, signatures: [good, bad] }, [log, nextLog])).toMatchObject({
      fault: 'wrong-signature',
    });
    expect(verifyNote({ text, signatures: [good, bad] }, [log]).ok).toBe(true);
    for (const length of [1, 63, 65, 72]) {
      expect(
        verifyNote({ text, signatures: [{ ...good, signature: new Uint8Array(length) }] }, [log]),
      ).toMatchObject({ fault: 'wrong-signature' });
    }
  });

  it('do not hold once any byte of the note is another', () => {
    const verifier = value(parseVerifierKey(goVerifier));
    const bytes = new TextEncoder().encode(goNote);
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [0x01, 0x20, 0x80]) {
        const altered = bytes.slice();
        altered[at]! ^= bit;
        const note = parseNote(altered);
        expect(note.ok && verifyNote(note.value, [verifier]).ok).toBe(false);
      }
    }
  });

  it.each([
    ['no blank line', 'text\n— a AAAAAAA=\n'],
    ['no signature', 'text\n\n'],
    ['no newline at the end', 'text\n\n— a AAAAAAA='],
    ['a control character', 'te\u0001xt\n\n— a AAAAAAA=\n'],
    ['a tab', 'te\txt\n\n— a AAAAAAA=\n'],
    ['a carriage return', 'text\r\n\n— a AAAAAAA=\n'],
    ['a hyphen for the dash', 'text\n\n- a AAAAAAA=\n'],
    ['a line that is no signature', 'text\n\n— a AAAAAAA=\nmore\n'],
    ['an empty name', 'text\n\n—  AAAAAAA=\n'],
    ['a plus in the name', 'text\n\n— a+b AAAAAAA=\n'],
    ['a no-break space in the name', 'text\n\n— a\u00a0b AAAAAAA=\n'],
    ['more than name and signature', 'text\n\n— a AAAAAAA= x\n'],
    ['a signature that is only a key id', 'text\n\n— a AAAAAA==\n'],
    ['unused bits in base64', 'text\n\n— a AAAAAAB=\n'],
    ['base64 without padding', 'text\n\n— a AAAAAAA\n'],
    ['base64 for addresses', 'text\n\n— a AAAA__A=\n'],
    ['a lone surrogate', 'te\ud800xt\n\n— a AAAAAAA=\n'],
    ['too many signatures', `text\n\n${'— a AAAAAAA=\n'.repeat(65)}`],
    ['too much text', `${'x'.repeat(300_000)}\n\n— a AAAAAAA=\n`],
    ['nothing', ''],
  ])('are refused with %s', (_, note) => {
    expect(parseNote(note).ok).toBe(false);
  });

  it('are refused when not UTF-8, and never make the reader throw', () => {
    expect(parseNote(Uint8Array.of(0x61, 0x0a, 0x0a, 0xff, 0x0a))).toMatchObject({ fault: 'not-utf8' });
    const piece = fc.constantFrom(
      '— ',
      'a',
      ' ',
      '\n',
      '\n\n',
      'AAAAAAA=',
      '+',
      '=',
      '\u0000',
      '0',
      'old ',
      'index ',
      'extra ',
      'c2sp.org/tlog-proof@v1\n',
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((all) => all.join('')),
        (text) => {
          for (const read of [
            parseNote,
            parseSignatureLines,
            parseProofFile,
            parseCheckpoint,
            parseVerifierKey,
            parseSignerKey,
          ])
            expect(typeof read(text).ok).toBe('boolean');
        },
      ),
      { numRuns: 2000 },
    );
    expect(parseNote(`text\n\n${'— a AAAAAAA=\n'.repeat(64)}`).ok).toBe(true);
  });

  it('are not made of a text that cannot be one, nor by a signer that signs something else', async () => {
    for (const text of ['', 'a', 'a\r\n', 'a\u0000\n', '\ud800\n'])
      await expect(signText(text, log)).rejects.toThrow(RangeError);
    const liar: NoteSigner = { ...log, sign: () => new Uint8Array(64) };
    await expect(signText('a\n', liar)).rejects.toThrow(/did not sign/);
    const distant: NoteSigner = { ...log, sign: async (message) => log.sign(message) };
    expect(await signText('a\n', distant)).toEqual(await signText('a\n', log));
  });
});
