import { describe, expect, it } from '@jest/globals';
import { decisionOn } from './decisions.js';

const decisions = (step: string, outcomes: readonly string[]) =>
  [0, 1, 2, 3, 4].map((nth) => decisionOn({ requestId: 'r', step, outcomes }, nth));

describe('What partners of the demo decide', () => {
  it('follows from the step and the turn', () => {
    expect(decisions('procurement-service', ['designate', 'refuse'])).toEqual([
      ...['designate', 'designate', 'refuse', 'designate', 'designate'],
    ]);
  });

  it('is the first outcome where nothing is said of the step, or what is said may not be given', () => {
    expect(new Set(decisions('tape-out', ['accepted', 'rejected']))).toEqual(new Set(['accepted']));
    expect(new Set(decisions('consultation', ['yes', 'no']))).toEqual(new Set(['yes']));
  });
});
