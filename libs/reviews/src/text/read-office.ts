import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import { NotReadable, type Text, TEXT_LIMITS } from './extracted.js';

/** Where an office format keeps its text: which parts of the archive, inside which elements, and which elements end a line. */
interface Format {
  readonly part: RegExp;
  readonly text: readonly string[];
  readonly breaks: readonly string[];
}

const FORMATS: readonly Format[] = [
  // Word (ECMA-376, WordprocessingML).
  {
    part: /^word\/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$/,
    ...{ text: ['t'], breaks: ['p', 'br', 'tab'] },
  },
  // Hangul (KS X 6101 OWPML, .hwpx).
  { part: /^Contents\/section\d+\.xml$/, text: ['t'], breaks: ['p', 'lineBreak', 'tab'] },
  // PowerPoint and Excel (ECMA-376).
  { part: /^ppt\/slides\/slide\d+\.xml$/, text: ['t'], breaks: ['p', 'br'] },
  { part: /^xl\/sharedStrings\.xml$/, text: ['t'], breaks: ['si'] },
  // OpenDocument (ISO/IEC 26300).
  { part: /^content\.xml$/, text: ['p', 'h'], breaks: ['p', 'h', 'line-break', 'tab'] },
];

/** Collects text of one document, up to the limits. */
class Collected {
  private readonly pieces: string[] = [];
  private length = 0;
  pages = 0;
  private unpacked = 0;

  get full(): boolean {
    return this.length >= TEXT_LIMITS.characters;
  }

  add(text: string): void {
    if (this.full) return;
    this.pieces.push(text);
    this.length += text.length;
  }

  /** Throws `NotReadable` once more was unpacked than any honest document has. */
  unpack(bytes: number): void {
    this.unpacked += bytes;
    if (this.unpacked > TEXT_LIMITS.unpackedBytes) throw new NotReadable('TOO_LARGE');
  }

  text(): Text {
    const text = this.pieces.join('').slice(0, TEXT_LIMITS.characters);
    return { text, pages: this.pages, truncated: this.full };
  }
}

/** Text of an office document: an archive of XML. Throws `NotReadable`. */
export async function readOffice(bytes: Uint8Array): Promise<Text> {
  try {
    const archive = await yauzl.fromBufferPromise(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      { lazyEntries: true },
    );
    if (archive.entryCount > TEXT_LIMITS.entries) throw new NotReadable('TOO_LARGE');
    const collected = new Collected();
    let known = false;
    for await (const entry of archive.eachEntry()) {
      const format = FORMATS.find(({ part }) => part.test(entry.fileName));
      if (!format) continue;
      known = true;
      if (entry.isEncrypted()) throw new NotReadable('ENCRYPTED');
      if (collected.full) break;
      await readPart(await archive.openReadStreamPromise(entry), format, collected);
      collected.pages += 1;
    }
    if (!known) throw new NotReadable('TYPE_UNKNOWN');
    return collected.text();
  } catch (error) {
    if (error instanceof NotReadable) throw error;
    throw new NotReadable('UNREADABLE');
  }
}

/** Reads one part of the archive as it is unpacked. Entities that a document declares for itself are not expanded. */
async function readPart(
  stream: AsyncIterable<unknown>,
  { text, breaks }: Format,
  collected: Collected,
): Promise<void> {
  const parser = new SaxesParser();
  let inside = 0;
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    if (text.includes(local(name))) inside += 1;
  });
  parser.on('closetag', ({ name }) => {
    const of = local(name);
    if (text.includes(of)) inside -= 1;
    if (breaks.includes(of)) collected.add('\n');
  });
  parser.on('text', (found) => {
    if (inside > 0) collected.add(found);
  });
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    collected.unpack((chunk as Buffer).length);
    if (collected.full) return;
    parser.write(decoder.decode(chunk as Buffer, { stream: true }));
  }
  parser.write(decoder.decode()).close();
}
