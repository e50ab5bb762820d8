import { describe, expect, it } from '@jest/globals';
import { LEAST, missingIn } from './expectations.js';

describe('What a run of the demo must come to', () => {
  it('is content with the least', () => {
    expect(missingIn(LEAST)).toEqual([]);
  });

  it.each(Object.keys(LEAST))('misses %s when there is one too few, none, or no such figure', (figure) => {
    const least = LEAST[figure as keyof typeof LEAST];
    for (const count of [least - 1, 0, Number.NaN, undefined]) {
      const missing = missingIn({ ...LEAST, [figure]: count });
      expect(missing.some((line) => line.startsWith(`${figure}: ${count}`))).toBe(true);
    }
  });

  it('does not take a log that was read in part', () => {
    expect(missingIn({ ...LEAST, logSize: LEAST.logSize + 5 })).toEqual([
      `events: ${LEAST.events} were read, the log has ${LEAST.logSize + 5}`,
    ]);
  });
});
