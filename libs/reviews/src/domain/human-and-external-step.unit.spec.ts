import { type Actor, fold } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { clocksOf } from './step-clocks.js';
import { step, type StepCommand } from './step.js';
import type { StepEvent, StepSpec } from './step.events.js';
import type { KnownStep } from './step.state.js';
import {
  ann,
  applicant,
  ben,
  cho,
  opened,
  partner,
  person,
  request,
  task,
  uuid,
  worker,
} from './step.test-support.js';

const after = (spec: StepSpec, ...steps: [Actor, StepCommand][]): StepEvent[] =>
  steps.reduce(
    (events, [actor, command]) => [
      ...events,
      ...step.decide({ ...command, now: testNow, actor }, fold(step, events)),
    ],
    opened(spec),
  );
const claim: StepCommand = { type: 'ClaimTask' };
const opinion = (outcome: string): StepCommand => ({ type: 'GiveOpinion', outcome, reason: 'Read' });
const opined = (by: Actor, outcome: string): [Actor, StepCommand][] => [
  [by, claim],
  [by, opinion(outcome)],
];

describe('A task', () => {
  it('ends once enough persons agree, with those who did, whoever else disagreed', () => {
    const history = after(task(), ...opined(ann, 'good'), ...opined(ben, 'bad'), ...opined(cho, 'good'));
    expect(history.at(-1)).toMatchObject({
      type: 'StepEnded',
      data: { outcome: 'good', how: 'persons', decidedBy: [ann.id, cho.id] },
    });
  });

  it('lets nobody be two pairs of eyes, nor one of the applicant', () => {
    const once = after(task(), ...opined(ann, 'good'));
    given(step, once)
      .when({ ...claim, actor: ann })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(step, once)
      .when({ type: 'AssignTask', to: ann.id, how: 'officer', actor: ben })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(step, once)
      .when({ ...claim, actor: person(50, applicant.organisationId) })
      .thenRefuses('OWN_APPLICATION');
    given(step, once)
      .when({ type: 'AssignTask', to: applicant.id, how: 'officer', actor: ben })
      .thenRefuses('OWN_APPLICATION');
  });

  it('is done by who has it, and given as its definition says', () => {
    given(step, opened(task()))
      .when({ ...opinion('good'), actor: ann })
      .thenRefuses('TASK_NOT_YOURS');
    given(step, opened(task({ assignment: 'push' })))
      .when({ ...claim, actor: ann })
      .thenRefuses('TASK_IS_ASSIGNED');
    const taken = after(task(), [ann, claim]);
    given(step, taken)
      .when({ ...claim, actor: ben })
      .thenRefuses('TASK_TAKEN');
    // Balancing takes nothing away from anybody.
    expect(
      given(step, taken).when({ type: 'AssignTask', to: ben.id, how: 'balanced', actor: worker }).events(),
    ).toEqual([]);
    expect(
      given(step, taken)
        .when({ ...claim, insteadOf: ann.id, actor: ben })
        .events()[0],
    ).toMatchObject({
      data: { to: ben.id, insteadOf: ann.id },
    });
  });

  it('is reminded of once for each reminder, and escalated once, by the deadline it has', () => {
    const at = '2026-03-08T15:00:00.000Z';
    const due = '2026-03-10T15:00:00.000Z';
    const spec = task({ remindAt: [at] });
    const told = after(
      spec,
      [worker, { type: 'RemindOfTask', at }],
      [worker, { type: 'EscalateTask', dueBefore: due }],
    );
    expect(given(step, told).when({ type: 'RemindOfTask', at, actor: worker }).events()).toEqual([]);
    expect(given(step, told).when({ type: 'EscalateTask', dueBefore: due, actor: worker }).events()).toEqual(
      [],
    );
    expect(
      given(step, opened(spec)).when({ type: 'EscalateTask', dueBefore: at, actor: worker }).events(),
    ).toEqual([]);
    expect(clocksOf(fold(step, opened(spec)) as KnownStep)).toHaveLength(2);
    expect(clocksOf(fold(step, told) as KnownStep)).toEqual([]);
  });
});

describe('A request to a partner', () => {
  const answerBefore = '2026-03-20T15:00:00.000Z';
  const ask: StepCommand = {
    ...{ type: 'AskPartner', requestId: uuid(60), organisationId: partner.organisationId!, answerBefore },
    ...{ remindAt: [], replyPath: '/v1/callbacks/x' },
  };
  const answer = (byte: string, outcome = 'good', correctable = true, requestId = uuid(60)) => ({
    ...{ type: 'AnswerRequest' as const, requestId, outcome, correctable },
    bodySha256: byte.repeat(64),
  });
  const correction = (byte: string, of: string, outcome = 'bad', correctable = true): StepCommand => ({
    ...answer(byte, outcome, correctable),
    supersedes: of.repeat(64),
  });
  const asked = after(request({ outcome: 'bad' }), [worker, ask]);
  const answered = after(request({ outcome: 'bad' }), [worker, ask], [partner, answer('a')]);
  const lapse: StepCommand = { type: 'LapseRequest', requestId: uuid(60) };

  it('is answered by the organisation that was asked, in time, with an outcome of the step', () => {
    given(step, asked)
      .when({ ...answer('a'), actor: ann })
      .thenRefuses('NOT_THE_PARTNER');
    given(step, asked)
      .when({ ...answer('a', 'splendid'), actor: partner })
      .thenRefuses('OUTCOME_UNKNOWN');
    given(step, asked)
      .when({ ...answer('a'), actor: partner, now: new Date(answerBefore) })
      .thenRefuses('REQUEST_LATE');
    given(step, asked)
      .when({ ...answer('a', 'good', true, uuid(61)), actor: partner })
      .thenRefuses('REQUEST_NOT_FOUND');
    expect(answered.at(-1)).toMatchObject({
      data: { outcome: 'good', how: 'partner', evidence: [{ sha256: 'a'.repeat(64) }] },
    });
  });

  it('takes the same bytes once, and others as a correction for as long as it counts', () => {
    expect(
      given(step, answered)
        .when({ ...answer('a'), actor: partner })
        .events(),
    ).toEqual([]);
    const corrected = after(
      request({ outcome: 'bad' }),
      [worker, ask],
      [partner, answer('a')],
      [partner, correction('b', 'a')],
    );
    expect(corrected.at(-2)).toMatchObject({
      type: 'ExternalRequestAnswered',
      data: { answer: 2, outcome: 'bad' },
    });
    given(step, corrected)
      .when({ ...answer('a'), actor: partner })
      .thenRefuses('ANSWER_SUPERSEDED');
    given(step, corrected)
      .when({ ...correction('c', 'a', 'good'), actor: partner })
      .thenRefuses('ANSWER_SUPERSEDED');
    given(step, answered)
      .when({ ...correction('b', 'a', 'bad', false), actor: partner })
      .thenRefuses('REQUEST_CLOSED');
  });

  it('is not answered twice by one who does not say that it is a correction, nor corrected before it was answered', () => {
    given(step, answered)
      .when({ ...answer('b', 'bad'), actor: partner })
      .thenRefuses('REQUEST_ANSWERED');
    given(step, asked)
      .when({ ...correction('b', 'a'), actor: partner })
      .thenRefuses('ANSWER_SUPERSEDED');
  });

  it('that is met with silence comes to what the definition says, not before its time, and only once', () => {
    const late = new Date(answerBefore);
    given(step, asked)
      .when({ ...lapse, actor: worker })
      .thenRefuses('REQUEST_NOT_LATE');
    const silent = given(step, asked)
      .when({ ...lapse, actor: worker, now: late })
      .events();
    expect(silent.map(({ type }) => type)).toEqual(['ExternalRequestLapsed', 'StepEnded']);
    expect(
      given(step, [...asked, ...silent])
        .when({ ...lapse, actor: worker, now: late })
        .events(),
    ).toEqual([]);
    expect(
      given(step, answered)
        .when({ ...lapse, actor: worker, now: late })
        .events(),
    ).toEqual([]);
    const escalating = after(request({ escalate: true }), [worker, ask]);
    expect(
      given(step, escalating)
        .when({ ...lapse, actor: worker, now: late })
        .events()
        .at(-1),
    ).toMatchObject({
      type: 'StepNeedsPerson',
      data: { because: 'NO_ANSWER' },
    });
  });
});
