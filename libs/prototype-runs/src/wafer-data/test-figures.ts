import type { TestStatistics } from './lot-results.js';

/** Short enough that the mean keeps near the results, long enough that joining costs nothing. */
const BLOCK = 64;

/** The figures of one test, kept up to date block by block in constant memory. */
export class TestFigures {
  name = '';
  units = '';
  executions = 0;
  failures = 0;
  lowLimit: number | undefined;
  highLimit: number | undefined;
  /** The test that came after this one when it was last looked up: programs go through their tests in one order. */
  following: TestFigures | undefined;
  private measured = 0;
  private mean = 0;
  private squares = 0;
  private least = Infinity;
  private most = -Infinity;
  /** Of a block: results by their distance from the mean so far, added up without a division for each. */
  private count = 0;
  private sum = 0;
  private sumOfSquares = 0;

  constructor(readonly test: number) {}

  measure(value: number): void {
    if (this.measured === 0 && this.count === 0) this.mean = value;
    const distance = value - this.mean;
    this.sum += distance;
    this.sumOfSquares += distance * distance;
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
    this.count += 1;
    if (this.count === BLOCK) this.merge();
  }

  /** Joins the block to what came before (Chan, Golub, LeVeque 1983). */
  private merge(): void {
    const { count, measured } = this;
    if (count === 0) return;
    const distance = this.sum / count;
    const within = Math.max(0, this.sumOfSquares - this.sum * distance);
    this.measured = measured + count;
    this.squares += within + (distance * distance * measured * count) / this.measured;
    this.mean += (distance * count) / this.measured;
    this.count = 0;
    this.sum = 0;
    this.sumOfSquares = 0;
  }

  statistics(): TestStatistics {
    this.merge();
    const { test, name, units, executions, failures, measured, lowLimit, highLimit } = this;
    const deviation = measured > 1 ? Math.sqrt(this.squares / (measured - 1)) : undefined;
    return {
      ...{ test, name, executions, failures, measured },
      ...(units === '' ? {} : { units }),
      ...(lowLimit === undefined ? {} : { lowLimit }),
      ...(highLimit === undefined ? {} : { highLimit }),
      ...(measured === 0 ? {} : { least: this.least, most: this.most, mean: this.mean }),
      ...(deviation === undefined ? {} : { deviation, ...capability(this, this.mean, deviation) }),
    };
  }
}

/** Process capability index against the nearer limit. Nothing to say of a test without spread. */
function capability(
  { lowLimit, highLimit }: { lowLimit?: number; highLimit?: number },
  mean: number,
  deviation: number,
): { cpk?: number } {
  const room = Math.min(
    lowLimit === undefined ? Infinity : mean - lowLimit,
    highLimit === undefined ? Infinity : highLimit - mean,
  );
  return deviation > 0 && Number.isFinite(room) ? { cpk: room / (3 * deviation) } : {};
}
