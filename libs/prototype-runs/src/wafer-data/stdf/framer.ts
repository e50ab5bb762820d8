import { WaferDataError } from '../wafer-data-error.js';

/** Takes a record of STDF V4: its bytes lie in `view` from `start` to `end`; `offset` is where its header stands in the file. */
export interface RecordTaker {
  take(kind: number, view: DataView, start: number, end: number, offset: number): void;
}

/** Type and subtype of a record as one number. */
export const kindOf = (type: number, subtype: number): number => type * 256 + subtype;

const HEADER = 4;
const FAR = kindOf(0, 10);
const SUN = 1;
const PC = 2;

/**
 * Cuts a stream of bytes into the records of STDF V4 (length, type, subtype, data), whatever pieces it arrives in; a record that spans
 * two pieces is put together, nothing else is copied. The byte order is told from the first record (FAR).
 */
export class StdfFramer {
  /** Where the next record's header stands in the file. */
  offset = 0;
  littleEndian = true;
  private rest: Uint8Array = new Uint8Array(0);
  private started = false;

  constructor(private readonly taker: RecordTaker) {}

  push(chunk: Uint8Array): void {
    const from = this.rest.length === 0 ? 0 : this.complete(chunk);
    if (from < chunk.length) this.rest = chunk.slice(from + this.cut(chunk, from));
  }

  /** Puts the record that was cut by the end of the last piece together; answers how many bytes of this one it took. */
  private complete(chunk: Uint8Array): number {
    let taken = 0;
    const take = (wanted: number) => {
      const more = chunk.subarray(taken, taken + Math.max(0, wanted - this.rest.length));
      this.rest = Buffer.concat([this.rest, more]);
      taken += more.length;
      return this.rest.length >= wanted;
    };
    if (!take(this.started ? HEADER : HEADER + 2)) return taken;
    const view = new DataView(this.rest.buffer, this.rest.byteOffset, this.rest.length);
    if (!this.started) this.begin(view);
    if (!take(HEADER + view.getUint16(0, this.littleEndian))) return taken;
    this.rest = this.rest.slice(this.cut(this.rest, 0));
    return taken;
  }

  /** Hands on all whole records from a place on; answers how many bytes they have. */
  private cut(bytes: Uint8Array, from: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!this.started) {
      if (bytes.length < HEADER + 2) return 0;
      this.begin(view);
    }
    const { littleEndian, taker } = this;
    const last = bytes.length - HEADER;
    const start = this.offset - from;
    let at = from;
    while (at <= last) {
      const end = at + HEADER + view.getUint16(at, littleEndian);
      if (end > bytes.length) break;
      taker.take(bytes[at + 2]! * 256 + bytes[at + 3]!, view, at + HEADER, end, start + at);
      at = end;
    }
    this.offset = start + at;
    return at - from;
  }

  /** The file has ended: in the middle of a record it has been cut. */
  end(): void {
    if (!this.started) throw new WaferDataError('NOT_RECOGNISED', 'Too short for an STDF file', 0);
    if (this.rest.length > 0) {
      throw new WaferDataError('TRUNCATED', 'The file ends in the middle of a record', this.offset);
    }
  }

  private begin(view: DataView): void {
    const kind = kindOf(view.getUint8(2), view.getUint8(3));
    if (kind !== FAR) {
      throw new WaferDataError('NOT_RECOGNISED', 'The file does not begin with a FAR record of STDF', 0);
    }
    const cpu = view.getUint8(HEADER);
    const version = view.getUint8(HEADER + 1);
    if (cpu !== SUN && cpu !== PC) {
      throw new WaferDataError('UNSUPPORTED', `CPU_TYPE ${cpu} is neither 1 (Sun) nor 2 (PC)`, HEADER);
    }
    if (version !== 4) {
      throw new WaferDataError('UNSUPPORTED', `STDF version ${version}; only version 4 is read`, HEADER + 1);
    }
    this.littleEndian = cpu === PC;
    if (view.getUint16(0, this.littleEndian) !== 2) {
      throw new WaferDataError('MALFORMED', 'The FAR record does not have 2 bytes in its own byte order', 0);
    }
    this.started = true;
  }
}
