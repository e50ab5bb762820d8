import { type Bin, ratio, type WaferResult } from './lot-results.js';
import { Dies } from './dies.js';

/** How a part is told from another: by its place, or by its number where it has left the wafer. */
export interface TestedPart {
  readonly x?: number;
  readonly y?: number;
  readonly part: string;
  readonly bin: number;
  readonly passed: boolean;
  /** The tester says that this test stands for an earlier one of the same part. */
  readonly retest: boolean;
}

interface Last {
  readonly bin: number;
  readonly passed: boolean;
}

/** More numbered parts than a lot of the smallest dies holds. */
const MOST_PARTS = 4_000_000;

/** Takes in the parts of one wafer, or of one lot after the wafer was cut, test by test. */
export class WaferBuilder {
  private readonly dies = new Dies();
  private readonly parts = new Map<string, Last>();
  private readonly counts = new Map<number, number>();
  private readonly passes = new Map<number, boolean>();
  private readonly names = new Map<number, string>();
  private passed = 0;
  private passedFirst = 0;
  private retested = 0;
  private tested = 0;

  constructor(private readonly wafer: string) {}

  /** What a bin is called and whether it passes, where the file says so. */
  describe(bin: number, passes: boolean | undefined, name?: string): void {
    if (passes !== undefined) this.passes.set(bin, passes);
    if (name) this.names.set(bin, name);
  }

  add({ x, y, part, bin, passed, retest }: TestedPart, offset: number): void {
    let before: Last | undefined;
    if (x !== undefined && y !== undefined) before = this.dies.put(x, y, bin, passed, offset);
    else if (part !== '') {
      if (retest) before = this.parts.get(part);
      if (this.parts.size < MOST_PARTS) this.parts.set(part, { bin, passed });
    }
    if (before) {
      this.retested += 1;
      this.counts.set(before.bin, (this.counts.get(before.bin) ?? 1) - 1);
      if (before.passed) this.passed -= 1;
    } else {
      this.tested += 1;
      if (passed) this.passedFirst += 1;
    }
    this.counts.set(bin, (this.counts.get(bin) ?? 0) + 1);
    if (!this.passes.has(bin)) this.passes.set(bin, passed);
    if (passed) this.passed += 1;
  }

  result(): WaferResult {
    const bins: Bin[] = [...this.counts]
      .filter(([, count]) => count > 0)
      .sort(([one], [other]) => one - other)
      .map(([bin, count]) => ({
        bin,
        ...(this.names.has(bin) ? { name: this.names.get(bin) } : {}),
        passes: this.passes.get(bin) ?? false,
        count,
      }));
    return {
      wafer: this.wafer,
      tested: this.tested,
      passed: this.passed,
      passedFirst: this.passedFirst,
      retested: this.retested,
      yield: ratio(this.passed, this.tested),
      firstYield: ratio(this.passedFirst, this.tested),
      bins,
      dies: this.dies,
    };
  }
}
