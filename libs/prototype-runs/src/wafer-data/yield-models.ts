/**
 * Yield models of the field: the share of good dies that a die area and a defect density let expect. `x` is die area × defect density
 * (both in the same unit of area), a number ≥ 0; each answers 0 to 1.
 */
export const yieldModels = {
  poisson: (x: number) => Math.exp(-x),
  murphy: (x: number) => (x === 0 ? 1 : (-Math.expm1(-x) / x) ** 2),
  seeds: (x: number) => 1 / (1 + x),
  /** `alpha`: how much defects cluster; small is much. */
  negativeBinomial: (x: number, alpha: number) => (1 + x / alpha) ** -alpha,
} as const;

/**
 * Whole dies that a round wafer holds, about: π(d/2)²/S − πd/√(2S), rounded down, never below 0.
 * `diameterMm` in mm, `dieAreaMm2` in mm².
 */
export function diesPerWafer(diameterMm: number, dieAreaMm2: number): number {
  const dies =
    (Math.PI * (diameterMm / 2) ** 2) / dieAreaMm2 - (Math.PI * diameterMm) / Math.sqrt(2 * dieAreaMm2);
  return Math.max(0, Math.floor(dies));
}

/** Measured yield beside what each model lets expect, and the defect density per cm² that Poisson's model reads from it. */
export function compareWithModels(
  measured: number,
  { dieAreaMm2, defectsPerCm2, alpha }: { dieAreaMm2: number; defectsPerCm2: number; alpha: number },
): {
  measured: number;
  models: { model: string; expected: number; difference: number }[];
  impliedDefectsPerCm2: number | undefined;
} {
  const areaCm2 = dieAreaMm2 / 100;
  const x = areaCm2 * defectsPerCm2;
  const expected: [string, number][] = [
    ['poisson', yieldModels.poisson(x)],
    ['murphy', yieldModels.murphy(x)],
    ['seeds', yieldModels.seeds(x)],
    ['negative-binomial', yieldModels.negativeBinomial(x, alpha)],
  ];
  return {
    measured,
    models: expected.map(([model, value]) => ({ model, expected: value, difference: measured - value })),
    impliedDefectsPerCm2: measured > 0 ? -Math.log(measured) / areaCm2 : undefined,
  };
}
