import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareWithModels, diesPerWafer, yieldModels } from './yield-models.js';

it('gives the figures of the field at x = 0.5', () => {
  expect(yieldModels.poisson(0.5)).toBeCloseTo(0.60653, 5);
  expect(yieldModels.murphy(0.5)).toBeCloseTo(0.61927, 5);
  expect(yieldModels.seeds(0.5)).toBeCloseTo(0.66667, 5);
  expect(yieldModels.negativeBinomial(0.5, 2)).toBeCloseTo(0.64, 10);
  expect(yieldModels.negativeBinomial(0.5, 3)).toBeCloseTo(0.62974, 5);
});

it('counts the whole dies of a wafer: 640 of 100 mm² on 300 mm', () => {
  expect(diesPerWafer(300, 100)).toBe(640);
  expect(diesPerWafer(10, 1_000)).toBe(0);
});

it('lies between nothing and all, all at no defects, less with more of them', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.double({ min: 0.5, max: 10, noNaN: true }),
      (x, alpha) => {
        for (const model of Object.values(yieldModels)) {
          expect(model(0, alpha)).toBe(1);
          expect(model(x, alpha)).toBeGreaterThanOrEqual(0);
          expect(model(x, alpha)).toBeLessThanOrEqual(1);
          expect(model(x + 1, alpha)).toBeLessThan(model(x, alpha));
        }
      },
    ),
  );
});

it('sets a measured yield beside what the models expect', () => {
  const { models, impliedDefectsPerCm2 } = compareWithModels(0.64, {
    ...{ dieAreaMm2: 100, defectsPerCm2: 0.5, alpha: 2 },
  });
  expect(models.map(({ model, difference }) => [model, Number(difference.toFixed(5))])).toEqual([
    ['poisson', 0.03347],
    ['murphy', 0.02073],
    ['seeds', -0.02667],
    ['negative-binomial', 0],
  ]);
  expect(impliedDefectsPerCm2).toBeCloseTo(-Math.log(0.64), 12);
});
