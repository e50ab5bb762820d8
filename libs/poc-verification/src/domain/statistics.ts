import type { Percentiles } from './figures.js';

/** Quantile of the standard normal distribution for 95 % on two sides. */
const Z = 1.959963984540054;

/** Bounds of the Wilson score interval of 95 % for `hits` of `of`, in basis points, rounded outwards. `of` > 0. */
export function wilson(hits: number, of: number): { lower: number; upper: number } {
  const share = hits / of;
  const square = Z * Z;
  const middle = share + square / (2 * of);
  const half = Z * Math.sqrt((share * (1 - share)) / of + square / (4 * of * of));
  const whole = 1 + square / of;
  // Beyond what doubles resolve, so that a bound that is a whole number stays it.
  const lower = Math.floor(((middle - half) / whole) * 10_000 + 1e-9);
  const upper = Math.ceil(((middle + half) / whole) * 10_000 - 1e-9);
  return { lower: Math.max(0, lower), upper: Math.min(10_000, upper) };
}

/** Basis points, rounded half up; exact, since both are whole numbers. */
export function basisPoints(part: number, whole: number): number {
  return Math.floor((part * 20_000 + whole) / (2 * whole));
}

/** By the nearest rank: a value that was measured. Undefined without values. */
export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((one, other) => one - other);
  const at = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100) - 1]!;
  return { p50: at(50), p95: at(95), p99: at(99) };
}
