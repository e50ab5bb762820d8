import { describe, expect, it } from '@jest/globals';
import { Pace, Wake } from './wake.js';

/** Long enough never to pass within a test. */
const NEVER = 2_000_000;

describe('Wake', () => {
  it('lets all who wait go on, and only those', async () => {
    const wake = new Wake();
    const waiting = [wake.wait(NEVER), wake.wait(NEVER)];
    wake.signal();
    await Promise.all(waiting);
    let later = false;
    const next = wake.wait(NEVER).then(() => (later = true));
    await Promise.resolve();
    expect(later).toBe(false);
    wake.signal();
    await next;
  });

  it('goes on by itself after a while', async () => {
    await new Wake().wait(1);
  });

  it('goes on when it is aborted, also before it waits', async () => {
    const abort = new AbortController();
    const waiting = new Wake().wait(NEVER, abort.signal);
    abort.abort();
    await waiting;
    await new Wake().wait(NEVER, abort.signal);
  });

  it('does not miss a signal between a look and the wait after it', async () => {
    const wake = new Wake();
    const turn = wake.turn();
    wake.signal();
    await wake.wait(NEVER, undefined, turn);
  });
});

describe('Pace', () => {
  it('is slower and slower while there is nothing to do, and quick again after work', () => {
    const pace = new Pace(100);
    expect(Array.from({ length: 7 }, () => pace.idle())).toEqual([5, 10, 20, 40, 80, 100, 100]);
    pace.busy();
    expect(pace.idle()).toBe(5);
  });
});
