import { maskResidentNumbers } from '@doyak/kernel/korean-ids';
import { type Extracted, NotReadable } from './extracted.js';
import { readOffice } from './read-office.js';
import { readPdf } from './read-pdf.js';

const begins = (bytes: Uint8Array, text: string) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, text.length).toString('latin1') === text;

/** Text of a document, by what its bytes are and not by what it is called. */
export async function extract(bytes: Uint8Array): Promise<Extracted> {
  try {
    const reader = begins(bytes, '%PDF-') ? readPdf : begins(bytes, 'PK\x03\x04') ? readOffice : undefined;
    if (!reader) return { fault: 'TYPE_UNKNOWN' };
    const found = await reader(bytes);
    const text = tidy(found.text);
    return text === '' ? { fault: 'NO_TEXT' } : { ...found, text };
  } catch (error) {
    return { fault: error instanceof NotReadable ? error.fault : 'UNREADABLE' };
  }
}

// eslint-disable-next-line no-control-regex -- they are what is taken out
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f\ufffe\uffff]/g;

/** As it is kept: one form of each letter, no control characters, single spaces, no resident registration numbers. */
function tidy(text: string): string {
  // By way of UTF-8, which has no halves of letters.
  const plain = Buffer.from(text).toString().replace(CONTROL, ' ');
  return maskResidentNumbers(plain).replace(/\s+/g, ' ').trim();
}
