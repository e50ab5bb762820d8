import type { Metric, SuiteFigures, Threshold, Verdict } from './figures.js';

type Measured = Omit<SuiteFigures, 'verdicts'>;

/** A measured value as an exact fraction; null: the suite has nothing that measures it. */
function exactValue(metric: Metric, figures: Measured): { part: number; whole: number } | null {
  const share = figures.shares.find((one) => one.metric === metric);
  if (share) return { part: share.hits * 10_000, whole: share.of };
  const whole = (part: number | undefined) => (part === undefined ? null : { part, whole: 1 });
  switch (metric) {
    case 'perturbation-drop':
      return whole(figures.perturbation?.basisPoints);
    case 'bias-score':
      return figures.bias
        ? { part: Math.abs(figures.bias.biased - figures.bias.counter) * 10_000, whole: figures.bias.items }
        : null;
    case 'first-token-p95':
      return figures.firstToken ? { part: figures.firstToken.p95, whole: 1_000 } : null;
    case 'end-to-end-p95':
      return figures.endToEnd ? { part: figures.endToEnd.p95, whole: 1_000 } : null;
    case 'tokens-per-second':
      return whole(figures.tokensPerSecond);
    case 'memory':
      return whole(figures.memory);
    case 'power':
      return whole(figures.power);
    default:
      return null;
  }
}

/**
 * Holds what was measured against a threshold. Fractions are rounded against who is measured: down where at least so much is asked, up where at
 * most so much is allowed; since thresholds are whole numbers, that decides as the exact value would.
 */
export function verdictOf(threshold: Threshold, figures: Measured): Verdict {
  const { metric, atLeast, atMost } = threshold;
  const bound = { metric, ...(atLeast === undefined ? { atMost } : { atLeast }) };
  const value = exactValue(metric, figures);
  if (!value) return { ...bound, measured: null, met: false, missedBy: atLeast ?? atMost ?? 0 };
  if (atLeast !== undefined) {
    const measured = Math.floor(value.part / value.whole);
    return { ...bound, measured, met: measured >= atLeast, missedBy: Math.max(0, atLeast - measured) };
  }
  const measured = Math.ceil(value.part / value.whole);
  const most = atMost ?? 0;
  return { ...bound, measured, met: measured <= most, missedBy: Math.max(0, measured - most) };
}
