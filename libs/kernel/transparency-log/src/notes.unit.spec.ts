import { createPrivateKey, createPublicKey, sign as nodeSign, verify as nodeVerify } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  formatCheckpoint,
  formatNote,
  formatProofFile,
  formatSignature,
  generateSigner,
  isKeyName,
  leafHash,
  parseCheckpoint,
  parseNote,
  parseProofFile,
  parseSignatureLines,
  parseSignerKey,
  parseVerifierKey,
  signCheckpoint,
  signerFromSeed,
  signText,
  TiledTree,
  TreeBuilder,
  verifyCheckpoint,
  verifyNote,
  verifyProofFile,
  type Checked,
  type LogPolicy,
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
const otherWitness = signerFromSeed('witness.example/x', new Uint8Array(32).fill(4), 'cosignature/v1');

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

describe('cosignatures', () => {
  const text = formatCheckpoint({ origin: 'log.example/a', size: 5, root: leafHash(Uint8Array.of(1)) });

  it('sign the lines of C2SP tlog-cosignature, checked here with another implementation', async () => {
    const { signature } = await signText(text, witness, 1_679_315_147);
    expect(Buffer.from(signature).readBigUInt64BE()).toBe(1_679_315_147n);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(witness.publicKey).toString('base64url') };
    const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${text}`);
    expect(nodeVerify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature.slice(8))).toBe(
      true,
    );
    const secret = createPrivateKey({
      key: { ...jwk, d: Buffer.alloc(32, 3).toString('base64url') },
      format: 'jwk',
    });
    expect(Buffer.from(signature.slice(8)).equals(nodeSign(null, message, secret))).toBe(true);
  });

  it('carry their time, and hold for no other', async () => {
    const line = await signText(text, witness, 1_679_315_147);
    const verified = value(verifyNote({ text, signatures: [line] }, [witness]));
    expect(verified.signatures).toEqual([
      { name: witness.name, keyId: witness.keyId, kind: 'cosignature/v1', time: 1_679_315_147 },
    ]);
    for (let at = 0; at < line.signature.length; at++) {
      const signature = line.signature.slice();
      signature[at]! ^= 1;
      expect(verifyNote({ text, signatures: [{ ...line, signature }] }, [witness])).toMatchObject({
        fault: 'wrong-signature',
      });
    }
    expect(
      verifyNote({ text, signatures: [{ ...line, signature: line.signature.slice(8) }] }, [witness]),
    ).toMatchObject({ fault: 'wrong-signature' });
    await expect(signText(text, witness)).rejects.toThrow(RangeError);
    await expect(signText(text, log, 5)).rejects.toThrow(RangeError);
    await expect(signText(text, witness, 1.5)).rejects.toThrow(RangeError);
  });
});

describe('checkpoints', () => {
  const root = leafHash(Uint8Array.of(1));
  const checkpoint = { origin: 'log.example/a', size: 20_852_163, root, extensions: ['more', 'lines'] };
  const policy: LogPolicy = { origin: 'log.example/a', keys: [log], witnesses: [witness, otherWitness] };

  it('read back what was written', () => {
    expect(value(parseCheckpoint(formatCheckpoint(checkpoint)))).toEqual(checkpoint);
    expect(formatCheckpoint({ origin: 'a', size: 0, root })).toBe(
      `a\n0\n${Buffer.from(root).toString('base64')}\n`,
    );
  });

  it.each([
    'a\n01\nROOT\n',
    'a\n-1\nROOT\n',
    'a\n1.0\nROOT\n',
    'a\n 1\nROOT\n',
    'a\n9007199254740992\nROOT\n',
    '\n1\nROOT\n',
    'a\n1\n\n',
    'a\n1\nAAAA\n',
    'a\n1\nROOT',
    'a\n1\nROOT\n\n',
    'a\n1\nROOT\nx\n\n',
    'a\n1\n',
    '',
  ])('refuse %j', (text) => {
    expect(parseCheckpoint(text.replace('ROOT', Buffer.from(root).toString('base64')))).toMatchObject({
      ok: false,
      fault: 'malformed',
    });
  });

  it('refuse to be written wrong', () => {
    for (const change of [
      { origin: '' },
      { origin: 'a\nb' },
      { size: -1 },
      { size: 1.5 },
      { root: new Uint8Array(31) },
      { extensions: [''] },
    ]) {
      expect(() => formatCheckpoint({ ...checkpoint, ...change })).toThrow(RangeError);
    }
  });

  it('are accepted by the policy only: origin, a key of the log, enough witnesses', async () => {
    const note = await signCheckpoint(checkpoint, log);
    const text = formatCheckpoint(checkpoint);
    const cosigned =
      note +
      formatSignature(await signText(text, witness, 7)) +
      formatSignature(await signText(text, otherWitness, 8));
    expect(value(verifyCheckpoint(note, policy)).checkpoint).toEqual(checkpoint);
    expect(verifyCheckpoint(note, { ...policy, origin: 'log.example/b' })).toMatchObject({
      fault: 'wrong-origin',
    });
    expect(verifyCheckpoint(note, { ...policy, keys: [nextLog] })).toMatchObject({
      fault: 'no-known-signature',
    });
    expect(verifyCheckpoint(note, { ...policy, quorum: 1 })).toMatchObject({ fault: 'too-few-cosignatures' });
    expect(
      value(verifyCheckpoint(cosigned, { ...policy, quorum: 2 })).cosignatures.map((one) => one.time),
    ).toEqual([7, 8]);
    expect(verifyCheckpoint(cosigned, { ...policy, witnesses: [witness], quorum: 2 })).toMatchObject({
      fault: 'too-few-cosignatures',
    });
    expect(verifyCheckpoint(cosigned.replace('20852163', '20852164'), policy)).toMatchObject({
      fault: 'wrong-signature',
    });
    const falseWitness = note + formatSignature(await signText('x\n', witness, 7));
    expect(verifyCheckpoint(falseWitness, policy)).toMatchObject({ fault: 'wrong-signature' });
  });

  it('do not count a log key as a witness, nor two keys of one witness twice', async () => {
    const note = await signCheckpoint(checkpoint, log);
    expect(verifyCheckpoint(note, { ...policy, witnesses: [log], quorum: 1 })).toMatchObject({
      fault: 'too-few-cosignatures',
    });
    const second = signerFromSeed(witness.name, new Uint8Array(32).fill(9), 'cosignature/v1');
    const text = formatCheckpoint(checkpoint);
    const twice =
      note +
      formatSignature(await signText(text, witness, 7)) +
      formatSignature(await signText(text, second, 7));
    expect(verifyCheckpoint(twice, { ...policy, witnesses: [witness, second], quorum: 2 })).toMatchObject({
      fault: 'too-few-cosignatures',
    });
  });

  it('hold with the old or the new key while the log changes keys', async () => {
    const note = await signCheckpoint(checkpoint, log, nextLog);
    expect(verifyCheckpoint(note, policy).ok).toBe(true);
    expect(verifyCheckpoint(note, { ...policy, keys: [nextLog] }).ok).toBe(true);
  });
});

describe('proof files', () => {
  const entry = (i: number) => new TextEncoder().encode(`entry ${i}`);
  const policy: LogPolicy = { origin: 'log.example/a', keys: [log] };

  async function proofFile(index: number, size = 200) {
    const tree = new TreeBuilder();
    for (let i = 0; i < size; i++) tree.append(leafHash(entry(i)));
    const proof = await new TiledTree(size, () => tree.partialTiles()[0]!).inclusionProof(index);
    return {
      index,
      proof,
      checkpoint: await signCheckpoint({ origin: 'log.example/a', size, root: tree.root() }, log),
    };
  }

  it('read back what was written and prove the entry, with no help', async () => {
    for (const file of [
      await proofFile(0, 1),
      await proofFile(73),
      { ...(await proofFile(199)), extra: Uint8Array.of(1, 2, 3) },
    ]) {
      const text = formatProofFile(file);
      expect(text.startsWith('c2sp.org/tlog-proof@v1\n')).toBe(true);
      expect(value(parseProofFile(text))).toEqual(file);
      expect(value(verifyProofFile(text, leafHash(entry(file.index)), policy)).index).toBe(file.index);
      expect(verifyProofFile(text, leafHash(entry(file.index + 1)), policy)).toMatchObject({
        fault: 'root-mismatch',
      });
    }
  });

  it('do not hold once any character is another', async () => {
    const text = formatProofFile(await proofFile(73, 100));
    const leaf = leafHash(entry(73));
    for (let at = 0; at < text.length; at++) {
      const altered = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
      expect(verifyProofFile(altered, leaf, policy).ok).toBe(false);
      expect(verifyProofFile(text.slice(0, at), leaf, policy).ok).toBe(false);
    }
  });

  it('are refused when malformed', async () => {
    const text = formatProofFile(await proofFile(7));
    for (const [from, to] of [
      ['@v1', '@v2'],
      ['index 7', 'index 07'],
      ['index 7', 'Index 7'],
      ['index 7', 'extra !\nindex 7'],
      ['index 7\n', ''],
      ['\n\n', '\n'],
      ['index 7\n', 'index 7\nAAAA\n'],
    ] as const) {
      expect(parseProofFile(text.replace(from, to)).ok).toBe(false);
    }
    expect(
      parseProofFile(
        text.replace('index 7\n', `index 7\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(60)}`),
      ),
    ).toMatchObject({ fault: 'wrong-proof-length' });
    expect(parseProofFile('x'.repeat(600_000))).toMatchObject({ fault: 'too-large' });
    const file = await proofFile(7);
    expect(() => formatProofFile({ ...file, index: -1 })).toThrow(RangeError);
    expect(() => formatProofFile({ ...file, proof: [new Uint8Array(31)] })).toThrow(RangeError);
    expect(() => formatProofFile({ ...file, checkpoint: 'no note' })).toThrow(RangeError);
  });
});
