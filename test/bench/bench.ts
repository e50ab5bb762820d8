/** What a bench prints with `--json`. Contenders' figures are medians over the rounds; ratios compare contenders within one round. */
export interface BenchReport {
  readonly name: string;
  readonly unit: string;
  readonly rounds: number;
  readonly results: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
}

/** A figure that must be reached: `ratios.emmett` at least 2, `results.lagP99Ms` at most 40. */
export interface Bar {
  readonly figure: `${'ratios' | 'results'}.${string}`;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface BenchOptions {
  /** Measured rounds, after one round of warm-up that is not counted. */
  readonly rounds: number;
  /** Progress for whoever watches; never on standard output. */
  readonly note: (text: string) => void;
}

export interface Bench {
  readonly name: string;
  /** One sentence: what is measured against what. */
  readonly about: string;
  readonly bars: readonly Bar[];
  readonly run: (options: BenchOptions) => Promise<BenchReport>;
}

export interface BarOutcome {
  readonly bar: Bar;
  readonly value: number;
  readonly reached: boolean;
}

/** Compares a report with the bars. A figure that the report lacks is a bar missed, not one skipped. */
export function checkBars(bars: readonly Bar[], report: BenchReport): BarOutcome[] {
  return bars.map((bar) => {
    const [part, name] = bar.figure.split('.') as ['ratios' | 'results', string];
    const value = report[part][name] ?? Number.NaN;
    const reached = value >= (bar.atLeast ?? -Infinity) && value <= (bar.atMost ?? Infinity);
    return { bar, value, reached };
  });
}
