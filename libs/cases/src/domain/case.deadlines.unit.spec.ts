import { testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { moveDeadlines } from './case.deadlines.js';
import type { KnownCase, StageState } from './case.state.js';

const day = (count: number) => new Date(testNow.getTime() + count * 86_400_000).toISOString();
const stage: StageState = {
  ...{
    kind: 'screening',
    status: 'open',
    run: 2,
    outcome: undefined,
    decidedBy: [],
    pauses: [],
    pausedAt: undefined,
  },
  ...{ openedAt: day(-1), endsBefore: day(5), escalated: false },
};
const holding = (change: Partial<StageState>, status: KnownCase['status'] = 'open') =>
  ({ caseId: 'c', status, stages: { screening: { ...stage, ...change } } }) as unknown as KnownCase;
const move = (state: KnownCase, endsBefore = day(6), run = 2) =>
  moveDeadlines(state, { deadlines: [{ stage: 'screening', run, endsBefore }], now: testNow });

describe('Deadlines of stages', () => {
  it('move with the calendar, also of a case on hold', () => {
    const data = {
      caseId: 'c',
      stage: 'screening',
      kind: 'screening',
      run: 2,
      was: day(5),
      endsBefore: day(6),
    };
    const moved = { type: 'StageDeadlineMoved', data: { ...data, because: 'calendar' } };
    expect(move(holding({}))).toEqual([moved]);
    expect(move(holding({}, 'held'))).toEqual([moved]);
    expect(move(holding({}), day(4))).toMatchObject([{ data: { endsBefore: day(4) } }]);
  });

  it('stay where they are when nothing changes, have passed, stand still, or are of another run', () => {
    for (const state of [
      holding({ endsBefore: day(6) }),
      holding({ endsBefore: undefined }),
      holding({ pausedAt: day(0) }),
      holding({ status: 'closed' }),
      holding({ run: 3 }),
      holding({}, 'closed'),
    ])
      expect(move(state)).toEqual([]);
    expect(
      moveDeadlines(holding({}), { deadlines: [{ stage: 'poc', run: 1, endsBefore: day(6) }], now: testNow }),
    ).toEqual([]);
  });

  it('never move into the past', () => {
    expect(move(holding({}), day(0))).toEqual([]);
    expect(move(holding({}), day(-1))).toEqual([]);
  });
});
