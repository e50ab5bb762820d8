import { expect, it } from '@jest/globals';
import { lockAfter } from './lockout.js';

it('locks from the fifth failure on, twice as long each time, for an hour at most', () => {
  const minutes = [1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 500].map((failures) => lockAfter(failures) / 60_000);
  expect(minutes).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
});
