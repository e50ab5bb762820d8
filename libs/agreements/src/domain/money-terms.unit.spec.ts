import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moneyFaults, splitTranches } from './money-terms.js';

const policy = {
  mostPerCase: 1_000,
  ownShare: { leastPercent: 30, cashLeastPercent: 10, inKindMostPercent: 20 },
  tranches: [],
};
const codes = (amount: number, cash: number, inKind: number) =>
  moneyFaults({ amount, ownShare: { cash, inKind } }, policy).map(({ code }) => code);

describe('Money of an agreement', () => {
  it('keeps to the shares of the whole cost, to the won', () => {
    expect(codes(700, 100, 200)).toEqual([]);
    expect(codes(701, 100, 200)).toEqual(['OWN_SHARE_TOO_LOW', 'CASH_TOO_LOW']);
    expect(codes(700, 99, 201)).toEqual(['CASH_TOO_LOW', 'IN_KIND_TOO_HIGH']);
    expect(codes(1_001, 1_000, 0)).toEqual(['ABOVE_MOST']);
  });

  it('splits 50/30/20 without losing a won', () => {
    const parts = (amount: number) =>
      splitTranches(amount, [
        { id: 'first', percent: 50 },
        { id: 'second', percent: 30 },
        { id: 'last', percent: 20 },
      ]).map((one) => one.amount);
    expect(parts(100)).toEqual([50, 30, 20]);
    // 50.5, 30.3 and 20.2: the first has the largest remainder.
    expect(parts(101)).toEqual([51, 30, 20]);
    expect(parts(3)).toEqual([1, 1, 1]);
  });

  it('splits any amount exactly, each part within one won of its share', () => {
    const percents = fc
      .array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 })
      .map((list) =>
        list.reduce((sum, one) => sum + one, 0) < 100
          ? [...list, 100 - list.reduce((sum, one) => sum + one, 0)]
          : [100],
      );
    fc.assert(
      fc.property(fc.maxSafeNat(), percents, (amount, list) => {
        const tranches = list.map((percent, at) => ({ id: `t${at}`, percent }));
        const parts = splitTranches(amount, tranches);
        expect(parts.reduce((sum, part) => sum + BigInt(part.amount), 0n)).toBe(BigInt(amount));
        for (const part of parts) {
          const off = BigInt(part.amount) * 100n - BigInt(amount) * BigInt(part.percent);
          expect(off > -100n && off < 100n).toBe(true);
        }
      }),
    );
  });
});
