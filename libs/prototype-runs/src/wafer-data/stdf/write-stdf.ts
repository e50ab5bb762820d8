/** What is written for a parametric test: its limits stand in each record. */
export interface ParametricTest {
  readonly test: number;
  readonly name: string;
  readonly units: string;
  readonly lowLimit?: number;
  readonly highLimit?: number;
}

const HEADER = 4;
const SITE = 0;

/** Writes STDF V4: test data of a simulated tester, and files that the reader's tests know the truth of. Each call answers a record. */
export class StdfWriter {
  constructor(readonly littleEndian: boolean) {}

  far(): Buffer {
    return this.record(0, 10, [u1(this.littleEndian ? 2 : 1), u1(4)]);
  }

  mir(about: { lot: string; product: string; program: string; revision: string }, at = 0): Buffer {
    const text = [about.lot, about.product, '', '', about.program, about.revision].map(cn);
    const fixed = [this.u4(at), this.u4(at), u1(1), c1('P'), c1(' '), c1(' '), this.u2(0), c1(' ')];
    return this.record(1, 10, [...fixed, ...text]);
  }

  mrr(at = 0): Buffer {
    return this.record(1, 20, [this.u4(at)]);
  }

  wir(wafer: string, head = 1, at = 0): Buffer {
    return this.record(2, 10, [u1(head), u1(255), this.u4(at), cn(wafer)]);
  }

  wrr(wafer: string, parts: number, head = 1, at = 0): Buffer {
    const unknown = this.u4(0xffffffff);
    const counts = [this.u4(parts), unknown, unknown, unknown, unknown];
    return this.record(2, 20, [u1(head), u1(255), this.u4(at), ...counts, cn(wafer)]);
  }

  pir(head = 1, site = SITE): Buffer {
    return this.record(5, 10, [u1(head), u1(site)]);
  }

  prr(part: {
    x?: number;
    y?: number;
    id: string;
    bin: number;
    passed: boolean;
    tests?: number;
    retest?: boolean;
    head?: number;
    site?: number;
  }): Buffer {
    const flags = (part.passed ? 0 : 0x08) | (part.retest ? (part.x === undefined ? 0x01 : 0x02) : 0);
    return this.record(5, 20, [
      ...[u1(part.head ?? 1), u1(part.site ?? SITE), u1(flags), this.u2(part.tests ?? 0)],
      ...[this.u2(part.bin), this.u2(part.bin), this.i2(part.x ?? -32_768), this.i2(part.y ?? -32_768)],
      ...[this.u4(0), cn(part.id)],
    ]);
  }

  ptr(test: ParametricTest, result: number, { head = 1, site = SITE } = {}): Buffer {
    const { lowLimit, highLimit } = test;
    const failed =
      (lowLimit !== undefined && result < lowLimit) || (highLimit !== undefined && result > highLimit);
    const options = (lowLimit === undefined ? 0x40 : 0) | (highLimit === undefined ? 0x80 : 0) | 0x0e;
    return this.record(15, 10, [
      ...[this.u4(test.test), u1(head), u1(site), u1(failed ? 0x80 : 0), u1(0), this.r4(result)],
      ...[cn(test.name), cn(''), u1(options), u1(0), u1(0), u1(0)],
      ...[this.r4(lowLimit ?? 0), this.r4(highLimit ?? 0), cn(test.units)],
    ]);
  }

  ftr(test: number, passed: boolean, { head = 1, site = SITE } = {}): Buffer {
    return this.record(15, 20, [this.u4(test), u1(head), u1(site), u1(passed ? 0 : 0x80)]);
  }

  hbr(bin: number, count: number, passes: boolean, name: string): Buffer {
    return this.record(1, 40, [
      u1(255),
      u1(0),
      this.u2(bin),
      this.u4(count),
      c1(passes ? 'P' : 'F'),
      cn(name),
    ]);
  }

  /** Any record, also one that no reader knows. */
  record(type: number, subtype: number, fields: readonly Uint8Array[]): Buffer {
    const data = Buffer.concat(fields);
    const head = Buffer.concat([this.u2(data.length), u1(type), u1(subtype)], HEADER);
    return Buffer.concat([head, data]);
  }

  private u2(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.littleEndian) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  }

  private i2(value: number): Buffer {
    return this.u2(value < 0 ? value + 0x10000 : value);
  }

  private u4(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.littleEndian) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  }

  private r4(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.littleEndian) bytes.writeFloatLE(value);
    else bytes.writeFloatBE(value);
    return bytes;
  }
}

const u1 = (value: number): Buffer => Buffer.from([value]);
const c1 = (character: string): Buffer => Buffer.from(character, 'latin1');
const cn = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length > 255) throw new RangeError('Text of an STDF record has at most 255 bytes');
  return Buffer.concat([u1(bytes.length), bytes]);
};
