import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitByWeights } from './index.js';

describe('splitting whole KRW', () => {
  it('rounds down, then gives one won each to the largest remainders', () => {
    expect(splitByWeights(7_000_001, [70, 30])).toEqual([4_900_001, 2_100_000]);
    expect(splitByWeights(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(splitByWeights(5, [0, 0])).toEqual([0, 0]);
  });

  it('loses and invents nothing, and is nowhere off by a won', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 12 }),
        (amount, weights) => {
          const whole = weights.reduce((sum, weight) => sum + weight, 0);
          fc.pre(whole > 0);
          const parts = splitByWeights(amount, weights);
          expect(parts.reduce((sum, part) => sum + BigInt(part), 0n)).toBe(BigInt(amount));
          parts.forEach((part, at) => {
            const least = (BigInt(amount) * BigInt(weights[at]!)) / BigInt(whole);
            expect([least, least + 1n]).toContain(BigInt(part));
          });
        },
      ),
    );
  });
});
