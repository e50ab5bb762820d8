import { createPrivateKey, createPublicKey, sign as nodeSign, verify as nodeVerify } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import {
  formatCheckpoint,
  formatSignature,
  leafHash,
  parseCheckpoint,
  signCheckpoint,
  signerFromSeed,
  signText,
  verifyCheckpoint,
  verifyNote,
  type Checked,
  type LogPolicy,
} from './index.js';

function value<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.detail);
  return checked.value;
}

const log = signerFromSeed('log.example/a', new Uint8Array(32).fill(1));
const nextLog = signerFromSeed('log.example/a', new Uint8Array(32).fill(2));
const witness = signerFromSeed('witness.example/w', new Uint8Array(32).fill(3), 'cosignature/v1');
const otherWitness = signerFromSeed('witness.example/x', new Uint8Array(32).fill(4), 'cosignature/v1');

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
