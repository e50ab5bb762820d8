import { describe, expect, it } from '@jest/globals';
import { StateCache } from './state-cache.js';

describe('StateCache', () => {
  const decider = { initialState: 0 };

  it('gives back what was kept, until it is forgotten', () => {
    const cache = new StateCache();
    expect(cache.get('s', decider)).toBeUndefined();
    cache.keep('s', decider, { state: 7, version: 3 });
    expect(cache.get('s', decider)).toMatchObject({ state: 7, version: 3 });
    cache.forget('s');
    expect(cache.get('s', decider)).toBeUndefined();
  });

  it('gives a state to the decider that made it alone', () => {
    const cache = new StateCache();
    cache.keep('s', decider, { state: 7, version: 3 });
    expect(cache.get('s', { initialState: 0 })).toBeUndefined();
  });
});
