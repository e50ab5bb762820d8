import { fold, Refusal } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { step, type StepCommand } from './step.js';
import type { StepEvent, StepSpec } from './step.events.js';
import { ann, applicant, check, opened, person, placeOf, worker } from './step.test-support.js';

const result = (attempt: number, outcome = 'good'): StepCommand => ({
  type: 'RecordResult',
  attempt,
  outcome,
});
const fault = (
  attempt: number,
  kind: 'transient' | 'permanent' | 'needs-person',
  attempts = 3,
): StepCommand => ({
  ...{ type: 'RecordFault', attempt, class: kind, code: 'AWAY', attempts },
  ...{ startedAt: testNow.toISOString(), retryAt: '2026-03-02T00:01:00.000Z' },
});
const after = (spec: StepSpec, ...commands: StepCommand[]): StepEvent[] =>
  commands.reduce((events, command) => {
    const actor = 'reason' in command ? ann : worker;
    return [...events, ...step.decide({ ...command, now: testNow, actor }, fold(step, events))];
  }, opened(spec));
const types = (events: readonly StepEvent[]) => events.map(({ type }) => type);

describe('An automated step', () => {
  it('ends with the result of the attempt that counts', () => {
    const end = { evidence: [], findings: [], decidedBy: [], how: 'checker' as const };
    given(step, opened(check))
      .when({ ...result(1), actor: worker })
      .then({ type: 'StepEnded', data: { ...placeOf, ...end, outcome: 'good', attempt: 1 } });
    given(step, opened(check)).when(result(1, 'splendid')).thenRefuses('OUTCOME_UNKNOWN');
  });

  it('takes nothing from a worker whose attempt was taken over', () => {
    const takenOver = after(check, { type: 'TakeOver', attempt: 2 });
    given(step, takenOver).when(result(1)).thenRefuses('ATTEMPT_SUPERSEDED');
    given(step, takenOver).when(fault(1, 'transient')).thenRefuses('ATTEMPT_SUPERSEDED');
    given(step, takenOver).when({ type: 'TakeOver', attempt: 1 }).thenRefuses('ATTEMPT_SUPERSEDED');
    expect(given(step, takenOver).when(result(2)).events()).toHaveLength(1);
  });

  it('tries again what may pass, and asks a person once the attempts are used up', () => {
    expect(types(after(check, fault(1, 'transient')))).toEqual(['StepOpened', 'AttemptFailed']);
    const used = after(check, fault(1, 'transient'), fault(2, 'transient'), fault(3, 'transient'));
    expect(types(used).slice(-2)).toEqual(['AttemptFailed', 'StepNeedsPerson']);
    given(step, used).when(result(4)).thenRefuses('STEP_NOT_RUNNING');
  });

  it('counts attempts anew when a person lets it go on, under a number that no earlier worker has', () => {
    const resumed = after(check, fault(1, 'needs-person'), {
      type: 'ResumeStep',
      reason: 'The register is back',
    });
    given(step, resumed).when(result(2)).thenRefuses('ATTEMPT_SUPERSEDED');
    expect(
      types(
        after(check, fault(1, 'needs-person'), { type: 'ResumeStep', reason: 'x' }, fault(3, 'transient')),
      ),
    ).toHaveLength(5);
    expect(fold(step, resumed)).toMatchObject({ status: 'open', attempt: 3, failures: 0 });
  });

  it('ends as its definition says, or asks a person, where trying again is pointless', () => {
    expect(types(after(check, fault(1, 'permanent'))).at(-1)).toBe('StepNeedsPerson');
    const ended = after({ ...check, onError: 'bad' } as StepSpec, fault(1, 'permanent'));
    expect(ended.at(-1)).toMatchObject({ type: 'StepEnded', data: { outcome: 'bad', how: 'on-error' } });
  });

  it('takes no result while it is paused, and none of the attempt before the pause', () => {
    const paused = after(check, { type: 'PauseStep', reason: 'Wait' });
    given(step, paused).when(result(1)).thenRefuses('STEP_NOT_RUNNING');
    const resumed = after(check, { type: 'PauseStep', reason: 'Wait' }, { type: 'ResumeStep', reason: 'Go' });
    given(step, resumed).when(result(1)).thenRefuses('ATTEMPT_SUPERSEDED');
  });

  it('is settled by an officer who is not of the applicant', () => {
    const settle: StepCommand = { type: 'SettleStep', outcome: 'bad', reason: 'Seen on paper' };
    given(step, opened(check))
      .when({ ...settle, actor: applicant })
      .thenRefuses('OWN_APPLICATION');
    given(step, opened(check))
      .when({ ...settle, actor: person(40, applicant.organisationId) })
      .thenRefuses('OWN_APPLICATION');
    given(step, opened(check))
      .when({ ...settle, actor: worker })
      .thenRefuses('PERSON_NEEDED');
    expect(
      given(step, opened(check))
        .when({ ...settle, actor: ann })
        .events()[0],
    ).toMatchObject({
      data: { outcome: 'bad', how: 'officer', decidedBy: [ann.id] },
    });
  });

  it('ends at most once, and only by the attempt that counts, whatever comes in whatever order', () => {
    const attempt = fc.integer({ min: 1, max: 6 });
    const command = fc.oneof(
      attempt.map((n): StepCommand => result(n)),
      attempt.map((n): StepCommand => ({ type: 'TakeOver', attempt: n })),
      fc
        .tuple(attempt, fc.constantFrom('transient', 'permanent', 'needs-person'))
        .map(([n, kind]) => fault(n, kind as 'transient')),
      fc.constantFrom<StepCommand>(
        { type: 'PauseStep', reason: 'x' },
        { type: 'ResumeStep', reason: 'x' },
        { type: 'StopStep', because: 'repeated' },
      ),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        let events = opened(check);
        for (const one of commands) {
          const before = fold(step, events);
          try {
            const decided = step.decide({ ...one, now: testNow, actor: ann }, before);
            const end = decided.find(({ type }) => type === 'StepEnded');
            if (end)
              expect((end.data as { attempt: number }).attempt).toBe((before as { attempt: number }).attempt);
            events = [...events, ...decided];
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        expect(
          types(events).filter((type) => type === 'StepEnded' || type === 'StepStopped').length,
        ).toBeLessThanOrEqual(1);
      }),
    );
  });
});
