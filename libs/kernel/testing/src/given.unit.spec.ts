import { Refusal, type Decider } from '@doyak/kernel/decider';
import { describe, expect, it } from '@jest/globals';

import { given, testActor, testNow } from './given.js';

type Event = {
  readonly type: 'Opened' | 'Closed';
  readonly data: { readonly at: string; readonly by: string };
};

const door: Decider<{ readonly open: boolean }, { readonly type: 'Open' | 'Close' }, Event> = {
  name: 'door',
  initialState: { open: false },
  evolve: (_state, event) => ({ open: event.type === 'Opened' }),
  decide: ({ type, now, actor }, { open }) => {
    if (type === 'Close' && !open)
      throw new Refusal('conflict', 'DOOR_CLOSED', 'The door is closed already.');
    if (type === 'Open' && open) return [];
    return [{ type: type === 'Open' ? 'Opened' : 'Closed', data: { at: now.toISOString(), by: actor.id } }];
  },
};
const opened: Event = { type: 'Opened', data: { at: testNow.toISOString(), by: testActor.id } };

describe('given(…).when(…)', () => {
  it('then: compares the events and gives the state after them', () => {
    expect(given(door).when({ type: 'Open' }).then(opened)).toEqual({ open: true });
    given(door, [opened]).when({ type: 'Open' }).then();
  });

  it('then: fails on other events, missing events and refusals', () => {
    expect(() => given(door).when({ type: 'Open' }).then()).toThrow();
    expect(() => given(door, [opened]).when({ type: 'Open' }).then(opened)).toThrow();
    expect(() => given(door).when({ type: 'Close' }).then(opened)).toThrow('DOOR_CLOSED');
  });

  it('thenRefuses: fails on another code and when nothing is refused', () => {
    expect(given(door).when({ type: 'Close' }).thenRefuses('DOOR_CLOSED').kind).toBe('conflict');
    expect(() => given(door).when({ type: 'Close' }).thenRefuses('OTHER')).toThrow();
    expect(() => given(door).when({ type: 'Open' }).thenRefuses('DOOR_CLOSED')).toThrow('Not refused');
  });

  it('lets a test name instant and actor', () => {
    const now = new Date('2027-01-01T00:00:00Z');
    const actor = { ...testActor, id: 'someone else' };
    const [event] = given(door).when({ type: 'Open', now, actor }).events();
    expect(event?.data).toEqual({ at: now.toISOString(), by: actor.id });
  });
});
