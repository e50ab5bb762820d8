import { describe, expect, it } from '@jest/globals';
import { LEAST, missingIn } from './expectations.js';
import type { Summary } from './summary.js';

const REACHED: Summary = { ...LEAST, trialBalance: 0 };

describe('What a run of the demo must come to', () => {
  it('is content with the least', () => {
    expect(missingIn(REACHED)).toEqual([]);
  });

  it.each(Object.keys(LEAST))('misses %s when there is one too few, none, or no such figure', (figure) => {
    const least = LEAST[figure as keyof typeof LEAST];
    for (const count of [least - 1, 0, Number.NaN, undefined]) {
      const missing = missingIn({ ...REACHED, [figure]: count });
      expect(missing.some((line) => line.startsWith(`${figure}: ${count}`))).toBe(true);
    }
  });

  it.each([1, -1, Number.NaN, undefined])('does not take a trial balance of %s', (trialBalance) => {
    expect(missingIn({ ...REACHED, trialBalance: trialBalance as number })).toEqual([
      `trialBalance: ${trialBalance}, expected is 0`,
    ]);
  });

  it('does not take messages without a receipt', () => {
    expect(missingIn({ ...REACHED, webhooksDelivered: LEAST.webhooksDelivered + 2 })).toEqual([
      'receipts: 2 messages were delivered and have none',
    ]);
  });

  it('does not take a log that was read in part', () => {
    expect(missingIn({ ...REACHED, logSize: LEAST.logSize + 5 })).toEqual([
      `events: ${LEAST.events} were read, the log has ${LEAST.logSize + 5}`,
    ]);
  });
});
