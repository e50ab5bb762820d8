import { fold } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { afterMigrations } from './after-migrations.js';
import { step, type StepCommand } from './step.js';
import type { StepEvent } from './step.events.js';
import type { KnownStep } from './step.state.js';
import { ann, check, opened, partner, request, task, uuid, worker } from './step.test-support.js';

const day = (count: number) => new Date(testNow.getTime() + count * 86_400_000).toISOString();
const move = (before = day(6), remindAt = [day(4)], because: 'calendar' | 'definition' = 'calendar') =>
  ({ type: 'MoveDeadline', before, remindAt, because }) as const;
const on = (history: StepEvent[], command: StepCommand, actor = worker): StepEvent[] => [
  ...history,
  ...step.decide({ ...command, now: testNow, actor }, fold(step, history)),
];
const desk = opened(task({ dueBefore: day(5), remindAt: [day(3)] }));
const ask: StepCommand = {
  ...{ type: 'AskPartner', requestId: uuid(60), organisationId: partner.organisationId! },
  ...{ answerBefore: day(5), remindAt: [day(3)], replyPath: '/v1/callbacks/x' },
};
const asked = on(opened(request({ outcome: 'bad' })), ask);
const types = (events: readonly StepEvent[]) => events.map(({ type }) => type);

describe('The deadline of a step', () => {
  it('moves, with its reminders, and what is to happen moves along', () => {
    const [moved, ...more] = given(step, desk).when(move()).events() as StepEvent[];
    expect(more).toEqual([]);
    expect(moved).toMatchObject({
      type: 'TaskDueMoved',
      data: {
        ...{ was: day(5), dueBefore: day(6), remindAt: [day(4)], because: 'calendar' },
        clocks: [
          { what: 'remind-task', at: day(4) },
          { what: 'escalate-task', at: day(6) },
        ],
      },
    });
    const after = [...desk, moved!];
    expect((fold(step, after) as KnownStep).spec).toMatchObject({ dueBefore: day(6), remindAt: [day(4)] });
    // A timer of the old instant has nothing to say any more.
    given(step, after)
      .when({ type: 'EscalateTask', dueBefore: day(5) })
      .then();
    expect(
      types(
        given(step, after)
          .when({ type: 'EscalateTask', dueBefore: day(6) })
          .events() as StepEvent[],
      ),
    ).toEqual(['TaskEscalated']);
    given(step, after).when(move()).then();
  });

  it('moves for a partner too, who is then late later', () => {
    const moved = on(asked, move(day(7), [day(6)], 'definition'));
    expect(moved.at(-1)).toMatchObject({
      type: 'ExternalRequestMoved',
      data: {
        ...{ requestId: uuid(60), was: day(5), answerBefore: day(7), because: 'definition' },
        clocks: [{ what: 'remind-partner' }, { what: 'lapse-request', at: day(7) }],
      },
    });
    given(step, moved)
      .when({ type: 'LapseRequest', requestId: uuid(60), now: new Date(day(6)) })
      .thenRefuses('REQUEST_NOT_LATE');
  });

  it('stays when it has passed, was met or does not exist, and never moves into the past', () => {
    given(step, desk)
      .when(move(day(0)))
      .then();
    given(step, desk)
      .when(move(day(5)))
      .then();
    const escalated = on(desk, { type: 'EscalateTask', dueBefore: day(5) });
    const stopped = on(desk, { type: 'StopStep', because: 'review-stopped' });
    const answer = { type: 'AnswerRequest', requestId: uuid(60), outcome: 'good' } as const;
    const answered = on(asked, { ...answer, bodySha256: 'a'.repeat(64), correctable: true }, partner);
    for (const history of [escalated, stopped, answered, opened(check), opened(request({ outcome: 'bad' }))])
      given(step, history).when(move()).then();
  });

  it('of a task that is paused rings at no time, and is computed when the task goes on', () => {
    const paused = on(desk, { type: 'PauseStep', reason: 'Wait' }, ann);
    expect(on(paused, move()).at(-1)).toMatchObject({ type: 'TaskDueMoved', data: { clocks: [] } });
    const times = { before: day(6), remindAt: [day(4)], because: 'calendar' } as const;
    const resumed = on(paused, { type: 'ResumeStep', reason: 'Go on', times }, ann).slice(paused.length);
    expect(types(resumed)).toEqual(['TaskDueMoved', 'StepResumed']);
    expect(resumed[1]).toMatchObject({ data: { clocks: [{ at: day(4) }, { at: day(6) }] } });
  });
});

describe('An open stage', () => {
  const of = { programId: 'p', programVersion: 1, track: 'a', stage: 'review' };
  const moved = (
    fromVersion: number,
    toVersion: number,
    from: string,
    to: string | null,
    status = 'open',
  ) => ({
    type: 'CaseMigrated',
    data: { fromVersion, toVersion, toTrack: `t${toVersion}`, stages: [{ from, to, status }] },
  });

  it('is found where migrations took it, under its new name', () => {
    const history = [moved(1, 2, 'review', 'look'), moved(2, 3, 'look', 'look')];
    expect(afterMigrations(of, history)).toEqual({
      programId: 'p',
      programVersion: 3,
      track: 't3',
      stage: 'look',
    });
    expect(afterMigrations(of, [...history, moved(3, 1, 'look', 'review')])).toMatchObject({
      programVersion: 1,
      stage: 'review',
    });
  });

  it('stays what it is through migrations that were before it or did not take it along', () => {
    const others = [
      moved(2, 3, 'review', 'x'),
      moved(1, 2, 'other', 'x'),
      moved(1, 2, 'review', 'x', 'anew'),
      moved(1, 2, 'review', null),
    ];
    for (const one of [...others, { type: 'CaseHeld', data: {} }])
      expect(afterMigrations(of, [one])).toEqual(of);
  });
});
