import { WaferDataError } from '../wafer-data-error.js';

/** Reads the fields of one record one after the other. A field past the record's end is missing (trailing fields may be left out). */
export class Fields {
  private view!: DataView;
  private at = 0;
  private end = 0;
  private offset = 0;
  littleEndian = true;

  /** Goes to a record's data. */
  open(view: DataView, start: number, end: number, offset: number): this {
    this.view = view;
    this.at = start;
    this.end = end;
    this.offset = offset;
    return this;
  }

  u1(name: string): number {
    return this.view.getUint8(this.step(1, name));
  }

  u2(name: string): number {
    return this.view.getUint16(this.step(2, name), this.littleEndian);
  }

  u4(name: string): number {
    return this.view.getUint32(this.step(4, name), this.littleEndian);
  }

  i2(name: string): number {
    return this.view.getInt16(this.step(2, name), this.littleEndian);
  }

  r4(name: string): number {
    return this.view.getFloat32(this.step(4, name), this.littleEndian);
  }

  /** Whether bytes are left. */
  get more(): boolean {
    return this.at < this.end;
  }

  /** Text with its length in the first byte; absent at the record's end. */
  text(name: string): string {
    if (!this.more) return '';
    const length = this.u1(name);
    const from = this.step(length, name);
    // STDF's text is ASCII; whatever else stands there must not change what is shown around it.
    let text = '';
    for (let at = from; at < from + length; at += 1) {
      const code = this.view.getUint8(at);
      text += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '?';
    }
    return text.trim();
  }

  skip(bytes: number): void {
    this.at = Math.min(this.end, this.at + bytes);
  }

  skipText(name: string): void {
    if (this.more) this.step(this.u1(name), name);
  }

  private step(bytes: number, name: string): number {
    const from = this.at;
    if (from + bytes > this.end) {
      throw new WaferDataError('MALFORMED', `A record ends before its field ${name}`, this.offset);
    }
    this.at = from + bytes;
    return from;
  }
}
