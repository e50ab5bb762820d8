import { WaferDataError } from './wafer-data-error.js';

/** One tested die. Coordinates are those of the prober; bins are the numbers of the test program. */
export interface Die {
  readonly x: number;
  readonly y: number;
  readonly bin: number;
  readonly passed: boolean;
  /** Times it was tested on this wafer. */
  readonly touches: number;
}

/** More dies than the smallest die on the largest wafer gives: whoever sends more sends something else. */
const MOST_DIES = 4_000_000;
const REACH = 0x8000;
const BINS = 0x10000;
const MOST_TOUCHES = 0xffff;

/** The dies of one wafer by their place. A later test of the same place stands for the earlier ones. */
export class Dies implements Iterable<Die> {
  /** Place → bin, verdict and touches, packed into one number: a wafer may have a million of them. */
  private readonly byPlace = new Map<number, number>();

  get size(): number {
    return this.byPlace.size;
  }

  /** What stood at the place before, if it was tested before. */
  put(x: number, y: number, bin: number, passed: boolean, offset: number): Die | undefined {
    if (Math.abs(x) >= REACH || Math.abs(y) >= REACH) {
      throw new WaferDataError('MALFORMED', `A die at ${x}, ${y} lies on no wafer`, offset);
    }
    const place = (x + REACH) * 2 * REACH + (y + REACH);
    const packed = this.byPlace.get(place);
    if (packed === undefined && this.byPlace.size >= MOST_DIES) {
      throw new WaferDataError('TOO_LARGE', `More than ${MOST_DIES} dies on one wafer`, offset);
    }
    const before = packed === undefined ? undefined : unpack(place, packed);
    const touches = Math.min(MOST_TOUCHES, (before?.touches ?? 0) + 1);
    this.byPlace.set(place, (touches * 2 + Number(passed)) * BINS + bin);
    return before;
  }

  *[Symbol.iterator](): Iterator<Die> {
    for (const [place, packed] of this.byPlace) yield unpack(place, packed);
  }

  /** Row by row, by ascending `y` and `x`. */
  list(): Die[] {
    return [...this].sort((one, other) => one.y - other.y || one.x - other.x);
  }
}

function unpack(place: number, packed: number): Die {
  const rest = Math.floor(packed / BINS);
  return {
    x: Math.floor(place / (2 * REACH)) - REACH,
    y: (place % (2 * REACH)) - REACH,
    bin: packed % BINS,
    passed: rest % 2 === 1,
    touches: Math.floor(rest / 2),
  };
}
