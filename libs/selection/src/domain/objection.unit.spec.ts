import { type Actor, fold, Refusal } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ObjectionEvent, ObjectionWindow } from './objection.events.js';
import { type KnownObjection, objection, type ObjectionCommand } from './objection.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number, organisationId: string): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:operator' },
});
const applicant = person(10, uuid(11));
const [ranker, publisher, other] = [person(21, uuid(20)), person(22, uuid(20)), person(23, uuid(20))];
const system: Actor = { kind: 'system', id: 'timer:x', authority: 'timer:x' };

const place = { objectionId: uuid(1), caseId: uuid(2), stage: 'result-objection', run: 1 };
const window = (kind = 'selection', extendable = true): ObjectionWindow => ({
  ...place,
  ...{ applicationId: uuid(3), roundId: uuid(4), programId: 'sample', programVersion: 1, track: 'general' },
  applicant: { personId: applicant.id, organisationId: applicant.organisationId },
  against: {
    stage: 'selection',
    kind,
    run: 1,
    outcome: 'not-selected',
    decidedBy: [ranker.id, publisher.id],
  },
  ...{ windowBefore: '2026-03-12T15:00:00.000Z', extendable },
});
const opened = (kind?: string, extendable?: boolean): ObjectionEvent[] => [
  { type: 'ObjectionWindowOpened', data: window(kind, extendable) },
];
const inTime = new Date('2026-03-12T14:59:59.999Z');
const tooLate = new Date('2026-03-12T15:00:00.000Z');
const file: ObjectionCommand = {
  ...{ type: 'FileObjection', grounds: 'A score was read wrongly' },
  answerBefore: '2026-03-26T15:00:00.000Z',
};
const filed = (kind?: string, extendable?: boolean): ObjectionEvent[] => [
  ...opened(kind, extendable),
  {
    type: 'ObjectionFiled',
    data: {
      ...{ ...place, grounds: 'A score was read wrongly', late: false, by: applicant.id },
      answerBefore: '2026-03-26T15:00:00.000Z',
    },
  },
];
const decide = (
  decision: 'ACCEPTED' | 'DISMISSED' | 'INADMISSIBLE',
  kind?: 'slot-added' | 'decision-reversed',
): ObjectionCommand => ({
  ...{ type: 'DecideObjection', decision, reason: 'Seen by the panel' },
  effect: kind && { kind },
});
const extend: ObjectionCommand = {
  ...{ type: 'ExtendObjection', reason: 'Minutes are awaited', answerBefore: '2026-04-06T15:00:00.000Z' },
};

describe('An objection', () => {
  it('is filed by the applicant within its window', () => {
    given(objection, opened())
      .when({ ...file, actor: applicant, now: inTime })
      .then(filed()[1]!);
    given(objection, opened())
      .when({ ...file, actor: other, now: inTime })
      .thenRefuses('NOT_THE_APPLICANT');
    given(objection, filed())
      .when({ ...file, actor: applicant, now: inTime })
      .thenRefuses('OBJECTION_FILED');
  });

  it('is inadmissible by rule when it comes too late, whether or not the window was closed', () => {
    const closed: ObjectionEvent[] = [...opened(), { type: 'ObjectionWindowClosed', data: place }];
    for (const history of [opened(), closed]) {
      const state = given(objection, history)
        .when({ ...file, actor: applicant, now: tooLate })
        .events();
      expect(state.map(({ type }) => type)).toEqual(['ObjectionFiled', 'ObjectionDecided']);
      expect((fold(objection, [...history, ...state]) as KnownObjection).status).toBe('INADMISSIBLE');
      expect((state[1] as Extract<ObjectionEvent, { type: 'ObjectionDecided' }>).data.by).toBeUndefined();
    }
  });

  it('is decided by somebody who had no part in the decision', () => {
    for (const by of [ranker, publisher])
      given(objection, filed())
        .when({ ...decide('DISMISSED'), actor: by })
        .thenRefuses('OWN_DECISION');
    given(objection, filed())
      .when({ ...decide('DISMISSED'), actor: person(24, uuid(11)) })
      .thenRefuses('OWN_APPLICATION');
    given(objection, filed())
      .when({ ...decide('DISMISSED'), actor: system })
      .thenRefuses('PERSON_NEEDED');
    const state = given(objection, filed())
      .when({ ...decide('DISMISSED'), actor: other })
      .then({
        type: 'ObjectionDecided',
        data: {
          ...place,
          decision: 'DISMISSED',
          reason: 'Seen by the panel',
          effect: undefined,
          by: other.id,
        },
      });
    expect(state.status).toBe('DISMISSED');
    given(objection, opened())
      .when({ ...decide('DISMISSED'), actor: other })
      .thenRefuses('OBJECTION_NOT_FILED');
  });

  it('has an effect that fits what it is against', () => {
    const fits = (kind: string, command: ObjectionCommand) =>
      given(objection, filed(kind)).when({ ...command, actor: other });
    fits('selection', decide('ACCEPTED')).thenRefuses('EFFECT_UNFIT');
    fits('selection', decide('ACCEPTED', 'decision-reversed')).thenRefuses('EFFECT_UNFIT');
    fits('selection', decide('DISMISSED', 'slot-added')).thenRefuses('EFFECT_UNFIT');
    fits('screening', decide('ACCEPTED', 'slot-added')).thenRefuses('EFFECT_UNFIT');
    expect(fits('selection', decide('ACCEPTED', 'slot-added')).events()).toHaveLength(1);
    expect(fits('screening', decide('ACCEPTED', 'decision-reversed')).events()).toHaveLength(1);
  });

  it('is extended once, where the program lets it be', () => {
    const once = given(objection, filed()).when({ ...extend, actor: other });
    expect(once.events()).toHaveLength(1);
    given(objection, [...filed(), ...once.events()])
      .when({ ...extend, actor: other })
      .thenRefuses('EXTENSION_USED_UP');
    given(objection, filed('selection', false))
      .when({ ...extend, actor: other })
      .thenRefuses('EXTENSION_USED_UP');
  });

  it('ends its window in silence, and stops with its case', () => {
    given(objection, opened()).when({ type: 'CloseWindow', now: inTime }).thenRefuses('WINDOW_NOT_OVER');
    given(objection, opened())
      .when({ type: 'CloseWindow', now: tooLate })
      .then({ type: 'ObjectionWindowClosed', data: place });
    given(objection, filed()).when({ type: 'CloseWindow', now: tooLate }).then();
    const stopped = given(objection, filed()).when({ type: 'StopObjection', because: 'case-closed' });
    expect(stopped.events()).toHaveLength(1);
    given(objection, [...filed(), ...stopped.events()])
      .when({ ...decide('DISMISSED'), actor: other })
      .thenRefuses('OBJECTION_CLOSED');
  });

  it('whatever the order, is settled once and never by those who decided', () => {
    const command = fc.constantFrom<ObjectionCommand>(
      ...[file, extend, decide('DISMISSED'), decide('INADMISSIBLE'), decide('ACCEPTED', 'slot-added')],
      ...[
        { type: 'CloseWindow' as const },
        { type: 'StopObjection' as const, because: 'case-closed' as const },
      ],
    );
    const by = fc.constantFrom(applicant, ranker, publisher, other, other, system);
    const steps = fc.array(fc.tuple(by, command, fc.constantFrom(inTime, tooLate)), {
      ...{ maxLength: 30, size: 'max' },
    });
    let accepted = 0;
    fc.assert(
      fc.property(fc.boolean(), steps, (begun, list) => {
        let events = begun ? filed() : opened();
        for (const [actor, one, now] of list) {
          try {
            events = [...events, ...objection.decide({ ...one, actor, now }, fold(objection, events))];
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        const decided = events.filter(({ type }) => type === 'ObjectionDecided');
        expect(decided.length).toBeLessThanOrEqual(1);
        for (const { data } of decided as Extract<ObjectionEvent, { type: 'ObjectionDecided' }>[]) {
          if (data.by !== undefined) expect(data.by).toBe(other.id);
          else expect(data.decision).toBe('INADMISSIBLE');
          accepted += data.decision === 'ACCEPTED' ? 1 : 0;
        }
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(5);
  });
});
