import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { LotResults } from './lot-results.js';
import { readCsv } from './maps/read-csv.js';
import { readE142 } from './maps/read-e142.js';
import { readG85 } from './maps/read-g85.js';
import { readSinf } from './maps/read-sinf.js';
import { StdfReader } from './stdf/read-stdf.js';
import { WaferDataError } from './wafer-data-error.js';

/** Bounds in bytes: of a whole file once unpacked, and of one that is text, which is read at once. */
export interface WaferDataLimits {
  readonly unpacked: number;
  readonly text: number;
}

const LIMITS: WaferDataLimits = { unpacked: 4 * 1024 ** 3, text: 64 * 1024 ** 2 };
const SNIFF = 512;

/**
 * Reads a lot's test data in whatever of the known formats it comes: STDF V4 in both byte orders, SEMI G85 and E142 XML, SINF, CSV;
 * each also packed with gzip. STDF is read piece by piece in flat memory. Throws `WaferDataError` with code and byte offset; nothing
 * of a file that cannot be read whole is answered.
 */
export async function readWaferData(
  source: AsyncIterable<Uint8Array>,
  limits: WaferDataLimits = LIMITS,
): Promise<LotResults> {
  const intake = new Intake(limits);
  const packed = { seen: 0, gunzip: undefined as boolean | undefined };
  const head: Uint8Array[] = [];
  const iterator = source[Symbol.asyncIterator]();
  // Two bytes tell whether the rest must be unpacked.
  while (packed.seen < 2) {
    const { done, value } = await iterator.next();
    if (done) break;
    head.push(value);
    packed.seen += value.length;
  }
  const start = Buffer.concat(head);
  const all = async function* () {
    yield start;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  // A pipeline that is broken off tells of the breaking off, not of the reason.
  let fault: unknown;
  const take = async (pieces: AsyncIterable<Uint8Array>) => {
    try {
      for await (const piece of pieces) intake.push(piece);
    } catch (error) {
      fault = error;
      throw error;
    }
  };
  try {
    if (start[0] === 0x1f && start[1] === 0x8b) await pipeline(Readable.from(all()), createGunzip(), take);
    else await take(all());
  } catch (error) {
    if (fault instanceof WaferDataError) throw fault;
    const { code } = error as { code?: string };
    if (code === 'Z_BUF_ERROR')
      throw new WaferDataError('TRUNCATED', 'The packed file is cut', intake.offset);
    if (code?.startsWith('Z_')) {
      throw new WaferDataError('MALFORMED', 'The packed file is damaged', intake.offset);
    }
    throw error;
  } finally {
    await iterator.return?.();
  }
  return intake.end();
}

/** Tells the format from the first bytes, then hands on to its reader. */
class Intake {
  offset = 0;
  private stdf: StdfReader | undefined;
  private pieces: Uint8Array[] = [];
  private sniffed = false;

  constructor(private readonly limits: WaferDataLimits) {}

  push(piece: Uint8Array): void {
    this.offset += piece.length;
    const most = this.sniffed && !this.stdf ? this.limits.text : this.limits.unpacked;
    if (this.offset > most) {
      throw new WaferDataError('TOO_LARGE', `The file is larger than ${most} bytes`, this.offset);
    }
    if (this.stdf) {
      this.stdf.push(piece);
      return;
    }
    this.pieces.push(piece);
    if (!this.sniffed && this.offset >= SNIFF) this.sniff();
  }

  end(): LotResults {
    if (!this.sniffed) this.sniff();
    if (this.stdf) return this.stdf.end();
    return readText(Buffer.concat(this.pieces));
  }

  private sniff(): void {
    this.sniffed = true;
    const start = Buffer.concat(this.pieces);
    const [, , type, subtype] = start;
    if (type !== 0 || subtype !== 10) return;
    this.stdf = new StdfReader();
    this.pieces = [];
    this.stdf.push(start);
  }
}

function readText(bytes: Buffer): LotResults {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new WaferDataError('NOT_RECOGNISED', 'Neither STDF nor text in UTF-8', 0);
  }
  const start = text.slice(0, 4_096);
  if (/^\s*</.test(start)) {
    if (/<(\w+:)?MapData\b/.test(start)) return readE142(text);
    if (/<(\w+:)?Map\b/.test(start)) return readG85(text);
    throw new WaferDataError('NOT_RECOGNISED', 'XML, but no map of SEMI G85 or E142', 0);
  }
  if (/^\s*(DEVICE|LOT|WAFER|FNLOC|ROWCT|COLCT)\s*:/i.test(start)) return readSinf(text);
  const [first = ''] = start.split('\n', 1);
  const columns = new Set(
    first
      .toLowerCase()
      .split(/[,;]/)
      .map((name) => name.replace(/[\s"\uFEFF]/g, '')),
  );
  if (['x', 'y', 'bin', 'result'].every((name) => columns.has(name))) return readCsv(text);
  throw new WaferDataError('NOT_RECOGNISED', 'None of the known formats of test data', 0);
}
