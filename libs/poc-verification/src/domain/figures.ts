import { z } from 'zod';

/** Metrics that thresholds of a definition name; the units are those of `Threshold` in the reference of programs. */
export const METRICS = [
  ...(['exact-match', 'error-rate', 'perturbation-drop', 'harmful-refusal', 'over-refusal'] as const),
  ...(['bias-score', 'first-token-p95', 'end-to-end-p95', 'tokens-per-second', 'memory', 'power'] as const),
] as const;
export type Metric = (typeof METRICS)[number];

/** Microseconds, by the nearest rank. */
const percentiles = z.object({ p50: z.int(), p95: z.int(), p99: z.int() });

/** A share of items in basis points, with the bounds of its Wilson interval of 95 %. */
const share = z.object({
  metric: z.string(),
  hits: z.int(),
  of: z.int(),
  basisPoints: z.int(),
  lower: z.int(),
  upper: z.int(),
});

const verdict = z.object({
  metric: z.enum(METRICS),
  atLeast: z.int().optional(),
  atMost: z.int().optional(),
  /** Rounded against who is measured, so that comparing it is comparing the exact value; null: could not be measured. */
  measured: z.int().nullable(),
  met: z.boolean(),
  /** By how much it was missed; 0 where it was met. */
  missedBy: z.int(),
});

const suiteFigures = z.object({
  task: z.string(),
  /** Whether its thresholds decide; others were measured beside. */
  decides: z.boolean(),
  items: z.int(),
  answered: z.int(),
  /** Items without an answer, by class of error. */
  errors: z.record(z.string(), z.int()),
  shares: z.array(share),
  /** Of pairs of an item and its perturbed twin: basis points lost. */
  perturbation: z.object({ pairs: z.int(), basisPoints: z.int() }).optional(),
  /** Over ambiguous items: basis points by which answers lean one way. */
  bias: z.object({ items: z.int(), biased: z.int(), counter: z.int(), basisPoints: z.int() }).optional(),
  firstToken: percentiles.optional(),
  endToEnd: percentiles.optional(),
  tokens: z.object({ prompt: z.int(), completion: z.int(), estimated: z.boolean() }),
  /** Completion tokens per second of a request, rounded down. */
  tokensPerSecond: z.int().optional(),
  /** On a device: the most it used (MiB), and the mean power (mW), rounded up. */
  memory: z.int().optional(),
  power: z.int().optional(),
  verdicts: z.array(verdict),
});

/** What a benchmark came to; whole numbers, recomputed from its evidence alone. */
export const figuresSchema = z.object({
  items: z.int(),
  answered: z.int(),
  requests: z.int(),
  suites: z.array(suiteFigures),
});

export type Percentiles = z.output<typeof percentiles>;
export type Share = z.output<typeof share>;
export type Verdict = z.output<typeof verdict>;
export type SuiteFigures = z.output<typeof suiteFigures>;
export type Figures = z.output<typeof figuresSchema>;
/** As definitions write it: one of the two bounds. */
export interface Threshold {
  readonly metric: Metric;
  readonly atLeast?: number;
  readonly atMost?: number;
}
