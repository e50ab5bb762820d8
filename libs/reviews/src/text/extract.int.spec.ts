import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { extract } from './extract.js';
import { TEXT_LIMITS } from './extracted.js';
import { TextExtractor } from './text-extractor.js';
import { assembled, docxOf, hwpxOf, pdfOf, zipOf } from '../../../../test/support/texts.js';

const extractor = new TextExtractor();
const never = new AbortController().signal;
/** Here; and in a thread, as the check does it. */
const here = (bytes: Buffer) => extract(new Uint8Array(bytes));
const read = (bytes: Buffer, limits?: { timeMs: number; growthMiB: number }) =>
  extractor.extract(new Uint8Array(bytes), never, limits);

describe('The text of a document', () => {
  it('is read from PDF, Word and Hangul files', async () => {
    expect(await read(pdfOf('기술보증 사업계획서', 'Second page'))).toEqual({
      ...{ text: '기술보증 사업계획서 Second page', pages: 2, truncated: false },
    });
    expect(await here(await docxOf('인공지능 <w:br/> 반도체', 'A &amp; B'))).toMatchObject({
      text: '인공지능 반도체 A & B',
    });
    expect(await here(await hwpxOf('온디바이스', '추론'))).toMatchObject({
      text: '온디바이스 추론',
      pages: 1,
    });
    const slides = {
      'ppt/slides/slide1.xml': '<p:sld xmlns:p="x" xmlns:a="y"><a:p><a:t>발표</a:t></a:p></p:sld>',
    };
    expect(await here(await zipOf(slides))).toMatchObject({ text: '발표' });
  });

  it('holds no resident registration number and nothing that a database refuses', async () => {
    const found = await read(pdfOf('홍 900101-1234568 끝', 'nul\u0001tail'));
    expect(found).toMatchObject({ text: '홍 ******-******* 끝 nul tail' });
  });

  it('is missing with a reason where the file is broken, foreign, empty or hostile', async () => {
    const cut = pdfOf('whole').subarray(0, 60);
    expect(await read(cut)).toEqual({ fault: 'UNREADABLE' });
    expect(await here(Buffer.from('MZ\x90 a program'))).toEqual({ fault: 'TYPE_UNKNOWN' });
    expect(await here(await zipOf({ 'readme.txt': 'no document' }))).toEqual({ fault: 'TYPE_UNKNOWN' });
    expect(await here(await docxOf())).toEqual({ fault: 'NO_TEXT' });
    expect(await here(Buffer.from('PK\x03\x04 and then nothing of a zip'))).toEqual({ fault: 'UNREADABLE' });
    // Ten entities, each ten times the one before: they are not expanded.
    const laughs = `<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(10)}">]><w><t>&b;</t></w>`;
    expect(await here(await zipOf({ 'word/document.xml': laughs }))).toEqual({ fault: 'UNREADABLE' });
  });

  it('is given up where a small file unpacks to more than any honest one', async () => {
    const bomb = await zipOf({
      'word/document.xml': Buffer.concat([
        Buffer.from('<w><t>'),
        Buffer.alloc(TEXT_LIMITS.unpackedBytes, ' '),
        Buffer.from('</t></w>'),
      ]),
    });
    expect(bomb.length).toBeLessThan(200_000);
    expect(await here(bomb)).toMatchObject({ fault: expect.stringMatching(/TOO_LARGE|NO_TEXT/) as unknown });
  });

  it('is given up after its time, and when whoever asked stops', async () => {
    const content = deflateSync(Buffer.alloc(300_000_000, 'BT '), { level: 1 });
    const slow = assembled([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
      Buffer.concat([
        Buffer.from(`<< /Filter /FlateDecode /Length ${content.length} >>\nstream\n`),
        content,
        Buffer.from('\nendstream'),
      ]),
    ]);
    expect(await read(slow, { timeMs: 1_500, growthMiB: 4_000 })).toEqual({ fault: 'TOO_LONG' });
    const stop = new AbortController();
    const asked = extractor.extract(new Uint8Array(slow), stop.signal);
    stop.abort(new Error('paused'));
    await expect(asked).rejects.toThrow('paused');
    expect(await read(slow, { timeMs: 30_000, growthMiB: 1 })).toEqual({ fault: 'TOO_LARGE' });
  });
});
