import { describe, expect, it } from '@jest/globals';

import { eventually } from './eventually.js';

describe('eventually', () => {
  it('waits for a condition and gives what it found', async () => {
    let count = 0;
    expect(await eventually(() => (++count === 3 ? 'found' : false), { intervalMs: 1 })).toBe('found');
    expect(count).toBe(3);
  });

  it('waits for assertions to hold', async () => {
    let count = 0;
    await eventually(async () => expect(++count).toBe(3), { intervalMs: 1 });
  });

  it('takes falsy values other than false as found', async () => {
    expect(await eventually(() => 0)).toBe(0);
    expect(await eventually(() => undefined)).toBeUndefined();
  });

  it('fails with the last error when time is up', async () => {
    await expect(eventually(() => expect(1).toBe(2), { timeoutMs: 20, intervalMs: 1 })).rejects.toThrow(
      'Expected: 2',
    );
    await expect(eventually(() => false, { timeoutMs: 20, intervalMs: 1 })).rejects.toThrow(
      'Not so within 20 ms',
    );
  });
});
