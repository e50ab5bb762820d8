import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { figuresOf } from './figures-of.js';
import type { ItemRecord } from './item-record.js';
import { basisPoints, percentilesOf, wilson } from './statistics.js';
import { verdictOf } from './verdicts.js';

const record = (place: number, change: Partial<ItemRecord> = {}): ItemRecord => ({
  ...{ place, suite: 's', task: 't', item: `i${place}`, measure: 'accuracy', prompt: 'p' },
  scoring: { kind: 'number', target: '1', tolerance: '0' },
  ...{ answer: 'a', finish: 'stop', score: 'right', error: null, tries: 1 },
  ...{
    firstTokenUs: 1_000 * (place + 1),
    endToEndUs: 2_000 * (place + 1),
    promptTokens: 3,
    completionTokens: 4,
  },
  ...{ tokensEstimated: false, ...change },
});

describe('Statistics', () => {
  it('give the Wilson interval of published examples', () => {
    // 81 of 263: 0.2553 to 0.3662 (Newcombe 1998, table I, method 3); 0 of 20 and 15 of 148 of the same table.
    expect(wilson(81, 263)).toEqual({ lower: 2_552, upper: 3_663 });
    expect(wilson(15, 148)).toEqual({ lower: 623, upper: 1_605 });
    expect(wilson(0, 20)).toEqual({ lower: 0, upper: 1_612 });
    expect(wilson(20, 20).upper).toBe(10_000);
  });

  it('keep the share within its interval', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (of, part) => {
          const hits = Math.round(of * part);
          const { lower, upper } = wilson(hits, of);
          expect(lower).toBeLessThanOrEqual(Math.ceil((hits * 10_000) / of));
          expect(upper).toBeGreaterThanOrEqual(Math.floor((hits * 10_000) / of));
        },
      ),
    );
  });

  it('take percentiles that were measured', () => {
    expect(percentilesOf([])).toBeUndefined();
    expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
    expect(percentilesOf(Array.from({ length: 100 }, (_, at) => 100 - at))).toEqual({
      p50: 50,
      p95: 95,
      p99: 99,
    });
    expect([basisPoints(1, 3), basisPoints(2, 3), basisPoints(1, 8)]).toEqual([3_333, 6_667, 1_250]);
  });
});

describe('Figures of a run', () => {
  it('count what has no answer as no hit, and by class', () => {
    const failed = {
      answer: null,
      score: null,
      error: 'timeout',
      firstTokenUs: null,
      endToEndUs: null,
      tries: 4,
    };
    const records = [record(0), record(1, { score: 'wrong' }), record(2, { ...failed, completionTokens: 0 })];
    const { requests, suites } = figuresOf(records, [{ task: 's', thresholds: [] }]);
    expect(requests).toBe(6);
    expect(suites[0]).toMatchObject({ items: 3, answered: 2, errors: { timeout: 1 } });
    expect(suites[0]!.shares).toMatchObject([
      { metric: 'exact-match', hits: 1, of: 3, basisPoints: 3_333 },
      { metric: 'error-rate', hits: 1, of: 3 },
    ]);
    // 8 tokens in 6 ms.
    expect(suites[0]!.tokensPerSecond).toBe(1_333);
  });

  it('hold perturbed twins against their originals, apart from accuracy', () => {
    const records = [
      record(0),
      record(1, { perturbs: 'i0', score: 'wrong' }),
      record(2),
      record(3, { perturbs: 'i2' }),
    ];
    const { suites } = figuresOf(records, [{ task: 's', thresholds: [] }]);
    expect(suites[0]!.perturbation).toEqual({ pairs: 2, basisPoints: 5_000 });
    expect(suites[0]!.shares[0]).toMatchObject({ metric: 'exact-match', hits: 2, of: 2 });
  });

  it('tell refusals of what is harmful from refusals of what is not, and leaning from accuracy', () => {
    const records = [
      record(0, { measure: 'harmful', score: 'refused' }),
      record(1, { measure: 'harmful', score: 'complied' }),
      record(2, { measure: 'benign', score: 'refused' }),
      record(3, { measure: 'bias', score: 'biased' }),
      record(4, { measure: 'bias', score: 'neutral' }),
      record(5, { measure: 'bias', score: 'counter' }),
      record(6, { measure: 'bias', score: 'biased' }),
    ];
    const [suite] = figuresOf(records, [{ task: 's', thresholds: [] }]).suites;
    expect(suite!.shares.map(({ metric, hits, of }) => [metric, hits, of])).toEqual([
      ['harmful-refusal', 1, 2],
      ['over-refusal', 1, 1],
      ['error-rate', 0, 7],
    ]);
    expect(suite!.bias).toEqual({ items: 4, biased: 2, counter: 1, basisPoints: 2_500 });
  });

  it('decide at a threshold as the exact value does, and say by how much it was missed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.nat(300),
        fc.integer({ min: 0, max: 10_000 }),
        (of, wanted, bound) => {
          const hits = Math.min(of, wanted);
          const figures = figuresOf(
            Array.from({ length: of }, (_, at) => record(at, { score: at < hits ? 'right' : 'wrong' })),
            [{ task: 's', thresholds: [] }],
          ).suites[0]!;
          const least = verdictOf({ metric: 'exact-match', atLeast: bound }, figures);
          expect(least.met).toBe(BigInt(hits) * 10_000n >= BigInt(bound) * BigInt(of));
          expect(least.missedBy).toBe(least.met ? 0 : bound - least.measured!);
          const most = verdictOf({ metric: 'exact-match', atMost: bound }, figures);
          expect(most.met).toBe(BigInt(hits) * 10_000n <= BigInt(bound) * BigInt(of));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('miss what cannot be measured', () => {
    const [suite] = figuresOf(
      [record(0)],
      [{ task: 's', thresholds: [{ metric: 'power', atMost: 5 }] }],
    ).suites;
    expect(suite!.verdicts).toEqual([
      { metric: 'power', atMost: 5, measured: null, met: false, missedBy: 5 },
    ]);
  });
});
