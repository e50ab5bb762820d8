import type { Dies } from './dies.js';

/** A bin as the file describes it. */
export interface Bin {
  readonly bin: number;
  readonly name?: string;
  readonly passes: boolean;
  /** Parts in it, each at its last test. */
  readonly count: number;
}

/** What was found on one wafer. */
export interface WaferResult {
  readonly wafer: string;
  /** Different parts. */
  readonly tested: number;
  /** Passed at their last test. */
  readonly passed: number;
  /** Passed at their first test. */
  readonly passedFirst: number;
  readonly retested: number;
  /** `passed / tested`, 0 to 1; `undefined` when nothing was tested. */
  readonly yield: number | undefined;
  readonly firstYield: number | undefined;
  readonly bins: readonly Bin[];
  /** Empty where the file gives no places (final test). */
  readonly dies: Dies;
}

/** A measured test over all its valid executions. */
export interface TestStatistics {
  readonly test: number;
  readonly name: string;
  readonly units?: string;
  readonly executions: number;
  readonly failures: number;
  /** Valid, measured results; the figures below are of these. */
  readonly measured: number;
  readonly lowLimit?: number;
  readonly highLimit?: number;
  readonly least?: number;
  readonly most?: number;
  readonly mean?: number;
  /** Standard deviation of the sample (n − 1). */
  readonly deviation?: number;
  /** Nearest limit's distance from the mean in three deviations; absent without limit or spread. */
  readonly cpk?: number;
}

/** What a file of test data says about a lot. */
export interface LotResults {
  readonly format: 'STDF-V4' | 'SEMI-G85' | 'SEMI-E142' | 'SINF' | 'CSV';
  readonly lot?: string;
  readonly product?: string;
  /** Test program and its revision. */
  readonly program?: string;
  readonly wafers: readonly WaferResult[];
  readonly tests: readonly TestStatistics[];
}

/** Yield of a whole lot: all its parts together, not the mean of its wafers. */
export function lotYield({ wafers }: Pick<LotResults, 'wafers'>): {
  tested: number;
  passed: number;
  yield: number | undefined;
} {
  const tested = wafers.reduce((sum, wafer) => sum + wafer.tested, 0);
  const passed = wafers.reduce((sum, wafer) => sum + wafer.passed, 0);
  return { tested, passed, yield: ratio(passed, tested) };
}

export const ratio = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : part / whole;
