import type { TestStatistics } from './lot-results.js';

/** The figures of one test, kept up to date result by result in constant memory (Welford 1962). */
export class TestFigures {
  name = '';
  units = '';
  executions = 0;
  failures = 0;
  lowLimit: number | undefined;
  highLimit: number | undefined;
  private measured = 0;
  private mean = 0;
  private squares = 0;
  private least = Infinity;
  private most = -Infinity;

  constructor(readonly test: number) {}

  measure(value: number): void {
    this.measured += 1;
    const distance = value - this.mean;
    this.mean += distance / this.measured;
    this.squares += distance * (value - this.mean);
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
  }

  statistics(): TestStatistics {
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
