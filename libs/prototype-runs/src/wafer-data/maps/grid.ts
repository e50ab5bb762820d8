import { WaferBuilder } from '../wafer-builder.js';
import { WaferDataError } from '../wafer-data-error.js';
import type { WaferResult } from '../lot-results.js';

/** What a map's bin code means. */
export interface BinMeaning {
  readonly passes: boolean;
  readonly name?: string;
}

/** Columns and rows no wafer exceeds. */
const MOST_SIDE = 32_767;

/**
 * A map written as rows of codes of one width, as one wafer's result. `originX`, `originY`: the coordinates of the first code.
 * A code that `skips` stands for no die; any other must be a number of the radix or be named in `bins`.
 */
export class Grid {
  private readonly builder: WaferBuilder;
  private row = 0;

  constructor(
    wafer: string,
    private readonly about: {
      readonly width: number;
      readonly numberOf: (code: string) => number | undefined;
      readonly skips: (code: string) => boolean;
      readonly bins: ReadonlyMap<number, BinMeaning>;
      readonly separated: boolean;
      readonly originX?: number;
      readonly originY?: number;
    },
  ) {
    this.builder = new WaferBuilder(wafer);
    for (const [bin, { passes, name }] of about.bins) this.builder.describe(bin, passes, name);
  }

  add(line: string, offset: number): void {
    const { width, separated, skips, numberOf, bins, originX = 0, originY = 0 } = this.about;
    const codes = separated ? line.trim().split(/\s+/) : cut(line, width, offset);
    if (codes.length > MOST_SIDE || this.row >= MOST_SIDE) {
      throw new WaferDataError('TOO_LARGE', `A map has at most ${MOST_SIDE} rows and columns`, offset);
    }
    for (const [column, code] of codes.entries()) {
      if (skips(code)) continue;
      const bin = numberOf(code);
      if (bin === undefined || bin > 0xffff) {
        throw new WaferDataError('MALFORMED', `"${code.slice(0, 8)}" is no bin code of this map`, offset);
      }
      const passed = bins.get(bin)?.passes ?? false;
      const place = { x: originX + column, y: originY + this.row };
      this.builder.add({ ...place, part: '', bin, passed, retest: false }, offset);
    }
    this.row += 1;
  }

  get rows(): number {
    return this.row;
  }

  result(): WaferResult {
    return this.builder.result();
  }
}

function cut(line: string, width: number, offset: number): string[] {
  if (line.length % width !== 0) {
    throw new WaferDataError(
      'MALFORMED',
      `A row of ${line.length} characters is not of codes of ${width}`,
      offset,
    );
  }
  return Array.from({ length: line.length / width }, (_, at) => line.slice(at * width, (at + 1) * width));
}

/** Reads codes as numbers of a radix; `undefined` for anything else. */
export const digitsOf =
  (radix: 10 | 16) =>
  (code: string): number | undefined => {
    const digits = code.trim();
    const valid = radix === 16 ? /^[0-9a-f]{1,4}$/i : /^\d{1,5}$/;
    return valid.test(digits) ? Number.parseInt(digits, radix) : undefined;
  };
