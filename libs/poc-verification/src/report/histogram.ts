/** How values spread, in bins of equal width. */
export interface Histogram {
  /** Microseconds; the lower bound of the first bin is 0. */
  readonly width: number;
  readonly counts: number[];
}

const BINS = 20;

/** `most`: of all values that are shown side by side, so that their bins are the same. */
export function histogramOf(values: readonly number[], most: number): Histogram {
  const width = Math.max(1, Math.ceil((most + 1) / BINS));
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor(value / width))]! += 1;
  return { width, counts };
}
