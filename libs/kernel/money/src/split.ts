/**
 * Splits whole KRW by whole weights: each part rounded down, then one won each to the largest remainders, the first among equals (domain.md
 * 7). The parts add up to the amount; all are zero where no weight is above zero.
 */
export function splitByWeights(amount: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, at) => {
    const product = BigInt(amount) * BigInt(weight);
    return { at, amount: Number(product / whole), rest: product % whole };
  });
  const left = amount - parts.reduce((sum, part) => sum + part.amount, 0);
  const favoured = new Set(
    parts
      .toSorted((one, other) =>
        one.rest === other.rest ? one.at - other.at : one.rest < other.rest ? 1 : -1,
      )
      .slice(0, left)
      .map(({ at }) => at),
  );
  return parts.map((part) => part.amount + (favoured.has(part.at) ? 1 : 0));
}
