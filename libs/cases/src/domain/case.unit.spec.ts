import { fold, Refusal } from '@doyak/kernel/decider';
import { given, testActor } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseEvent } from './case.events.js';
import { aCase, type CaseCommand, decidedApart } from './case.js';
import type { CasePlan, PlannedStage } from './case-plan.js';
import type { KnownCase } from './case.state.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [caseId, applicationId, roundId, ana, ben] = [uuid(1), uuid(2), uuid(3), uuid(11), uuid(12)];
const ofCase = {
  caseId,
  applicationId,
  roundId,
  programId: 'ai-levelup',
  programVersion: 1,
  track: 'fabless',
};
const opening = {
  ...ofCase,
  number: '2026-FAB-000001',
  applicant: { personId: uuid(9), organisationId: uuid(8) },
};

function stage(id: string, more: Partial<PlannedStage> = {}): PlannedStage {
  return {
    id,
    kind: id,
    opens: 'automatic',
    mode: 'all',
    awaits: [],
    outcomes: ['done', 'bad'],
    ends: { bad: { as: 'rejected' } },
    ...more,
  };
}
const after = (...ids: string[]) => ids.map((id) => ({ stage: id, outcomes: ['done'] }));

/** screening → (poc ∥ site) → selection (asks an operator) → payment. */
const plan: CasePlan = {
  stages: [
    stage('screening', { endsBefore: '2026-03-10T15:00:00.000Z', whenPassed: 'escalate' }),
    stage('poc', { awaits: after('screening') }),
    stage('site', {
      awaits: after('screening'),
      endsBefore: '2026-04-01T15:00:00.000Z',
      whenPassed: { outcome: 'bad' },
    }),
    stage('selection', { awaits: after('poc', 'site'), opens: 'by-operator' }),
    stage('payment', { awaits: after('selection'), outcomes: ['done'], ends: { done: { as: 'completed' } } }),
  ],
  version: 1,
  track: 'fabless',
  keepApart: [['screening', 'payment']],
};

function history(...commands: CaseCommand[]): CaseEvent[] {
  const events: CaseEvent[] = [];
  for (const command of [{ type: 'OpenCase', plan, ...opening } as const, ...commands]) {
    events.push(
      ...aCase.decide(
        { ...command, now: new Date('2026-03-02T00:00:00Z'), actor: testActor },
        fold(aCase, events),
      ),
    );
  }
  return events;
}
const close = (id: string, outcome = 'done', decidedBy: string[] = [], run = 1): CaseCommand => ({
  ...{ type: 'CloseStage', stage: id, run, outcome, decidedBy, plan },
});
const types = (events: readonly CaseEvent[]) =>
  events.map((event) =>
    'stage' in event.data && event.data.stage ? `${event.type} ${event.data.stage}` : event.type,
  );

describe('case', () => {
  it('opens with the stages that wait for nothing', () => {
    expect(types(history())).toEqual(['CaseOpened', 'StageOpened screening']);
  });

  it('opens stages side by side once what they wait for is done', () => {
    expect(types(given(aCase, history()).when(close('screening')).events())).toEqual([
      ...['StageClosed screening', 'StageOpened poc', 'StageOpened site'],
    ]);
  });

  it('waits for all of them, then asks an operator', () => {
    const one = history(close('screening'), close('site'));
    expect(types(given(aCase, one).when(close('poc')).events())).toEqual([
      'StageClosed poc',
      'StageReady selection',
    ]);
    expect(
      types(
        given(aCase, history(close('screening')))
          .when(close('poc'))
          .events(),
      ),
    ).toEqual(['StageClosed poc']);
  });

  it('opens on an operator’s word only what is ready', () => {
    const ready = history(close('screening'), close('site'), close('poc'));
    expect(types(given(aCase, ready).when({ type: 'OpenStage', stage: 'selection', plan }).events())).toEqual(
      ['StageOpened selection'],
    );
    given(aCase, ready).when({ type: 'OpenStage', stage: 'payment', plan }).thenRefuses('STAGE_NOT_READY');
    given(aCase, ready).when({ type: 'OpenStage', stage: 'unheard', plan }).thenRefuses('STAGE_NOT_FOUND');
  });

  it('closes with the outcome that the definition names', () => {
    const events = given(aCase, history(close('screening')))
      .when(close('poc', 'bad'))
      .events();
    expect(types(events)).toEqual(['StageClosed poc', 'CaseClosed poc']);
    expect(events.at(-1)!.data).toMatchObject({ as: 'rejected' });
  });

  it('skips a stage whose guard does not hold, and goes on behind it', () => {
    const guarded: CasePlan = {
      stages: [
        stage('screening'),
        stage('poc', { awaits: after('screening'), guard: 'false' }),
        stage('payment', { awaits: [{ stage: 'poc', outcomes: ['done', 'skipped'] }] }),
      ],
      version: 1,
      track: 'fabless',
      keepApart: [],
    };
    const events = given(aCase, history())
      .when({ ...close('screening'), plan: guarded } as CaseCommand)
      .events();
    expect(types(events)).toEqual(['StageClosed screening', 'StageSkipped poc', 'StageOpened payment']);
  });

  it('asks an operator where a guard cannot be decided', () => {
    const guarded: CasePlan = {
      stages: [stage('screening'), stage('poc', { awaits: after('screening'), guard: 'undetermined' })],
      version: 1,
      track: 'fabless',
      keepApart: [],
    };
    const events = given(aCase, history())
      .when({ ...close('screening'), plan: guarded } as CaseCommand)
      .events();
    expect(events.at(-1)).toMatchObject({ type: 'StageReady', data: { because: 'guard-undetermined' } });
  });

  it('refuses an outcome that the stage does not know, and a stage that is not open', () => {
    given(aCase, history()).when(close('screening', 'splendid')).thenRefuses('OUTCOME_UNKNOWN');
    given(aCase, history()).when(close('poc')).thenRefuses('STAGE_NOT_OPEN');
    given(aCase, history(close('screening')))
      .when(close('screening'))
      .thenRefuses('STAGE_NOT_OPEN');
    given(aCase, history())
      .when(close('screening', 'done', [], 2))
      .thenRefuses('STAGE_NOT_OPEN');
  });

  it('opens a case once', () => {
    given(aCase, history())
      .when({ type: 'OpenCase', plan, ...opening })
      .then();
  });

  describe('separation of duties', () => {
    const before = history(
      close('screening', 'done', [ana]),
      close('site'),
      close('poc'),
      { type: 'OpenStage', stage: 'selection', plan },
      close('selection'),
    );

    it('refuses a person who decided the stage that is kept apart', () => {
      given(aCase, before)
        .when(close('payment', 'done', [ana]))
        .thenRefuses('DUTIES_NOT_SEPARATE');
      given(aCase, before)
        .when(close('payment', 'done', [ben, ana]))
        .thenRefuses('DUTIES_NOT_SEPARATE');
      expect(
        types(
          given(aCase, before)
            .when(close('payment', 'done', [ben]))
            .events(),
        ),
      ).toEqual(['StageClosed payment', 'CaseClosed payment']);
    });

    it('says beforehand which stage is in the way', () => {
      const state = fold(aCase, before) as KnownCase;
      expect(decidedApart(state, plan, 'payment', ana)).toBe('screening');
      expect(decidedApart(state, plan, 'payment', ben)).toBeUndefined();
    });
  });

  describe('on hold', () => {
    it('refuses steps until it is resumed', () => {
      const held = history({ type: 'HoldCase', reason: 'Inquiry' });
      given(aCase, held).when(close('screening')).thenRefuses('CASE_HELD');
      given(aCase, held).when({ type: 'HoldCase', reason: 'Again' }).thenRefuses('CASE_HELD');
      const state = given(aCase, held)
        .when({ type: 'ResumeCase', reason: 'Cleared' })
        .then({ type: 'CaseResumed', data: { caseId, reason: 'Cleared' } });
      expect(state).toMatchObject({ status: 'open' });
      given(aCase, history()).when({ type: 'ResumeCase', reason: 'x' }).thenRefuses('CASE_NOT_HELD');
    });
  });

  describe('deadlines', () => {
    const due = '2026-03-10T15:00:00.000Z';
    const pass = (at: string, id = 'screening', endsBefore = due): CaseCommand & { now: Date } => ({
      ...{ type: 'PassStageDeadline', stage: id, endsBefore, plan, now: new Date(at) },
    });

    it('escalate or end the stage, as the definition says', () => {
      expect(given(aCase, history()).when(pass(due)).events()).toEqual([
        {
          type: 'StageDeadlinePassed',
          data: { caseId, stage: 'screening', kind: 'screening', endsBefore: due, escalated: true },
        },
      ]);
      const site = given(aCase, history(close('screening'))).when(
        pass('2026-04-02T00:00:00Z', 'site', '2026-04-01T15:00:00.000Z'),
      );
      expect(types(site.events())).toEqual([
        'StageDeadlinePassed site',
        'StageClosed site',
        'CaseClosed site',
      ]);
    });

    it('pass once, and not before their time', () => {
      given(aCase, history()).when(pass('2026-03-10T14:59:59.999Z')).thenRefuses('DEADLINE_NOT_PASSED');
      const passed = [...history(), ...given(aCase, history()).when(pass(due)).events()];
      given(aCase, passed).when(pass(due)).then();
      given(aCase, history(close('screening')))
        .when(pass(due))
        .then();
    });

    it('wait for a case on hold', () => {
      given(aCase, history({ type: 'HoldCase', reason: 'x' }))
        .when(pass(due))
        .thenRefuses('CASE_HELD');
    });

    it('do not pass while the clock is paused, and move when it runs on', () => {
      const paused = history({ type: 'PauseStageClock', stage: 'screening', run: 1 });
      given(aCase, paused).when(pass(due)).then();
      given(aCase, paused).when({ type: 'PauseStageClock', stage: 'screening', run: 1 }).then();
      const later = '2026-03-20T15:00:00.000Z';
      const resumed = history(
        { type: 'PauseStageClock', stage: 'screening', run: 1 },
        { type: 'ResumeStageClock', stage: 'screening', run: 1, endsBefore: later },
      );
      given(aCase, resumed).when(pass(due)).then();
      expect(
        given(aCase, resumed)
          .when(pass(later, 'screening', later))
          .events(),
      ).toHaveLength(1);
    });
  });

  describe('reopening', () => {
    const rejected = history(close('screening', 'bad'));

    it('takes a stage up again, and the case that it had closed', () => {
      const events = given(aCase, rejected)
        .when({ type: 'ReopenStage', stage: 'screening', reason: 'Objection accepted', plan })
        .events();
      expect(types(events)).toEqual(['CaseReopened', 'StageReopened screening']);
      const again = [...rejected, ...events];
      expect(fold(aCase, again)).toMatchObject({
        status: 'open',
        stages: { screening: { status: 'open', run: 2, outcome: undefined } },
      });
      expect(
        types(
          given(aCase, again)
            .when(close('screening', 'done', [], 2))
            .events(),
        ),
      ).toContain('StageOpened poc');
    });

    it('is refused once a later stage has begun, or for a stage that is open', () => {
      given(aCase, history(close('screening')))
        .when({ type: 'ReopenStage', stage: 'screening', reason: 'x', plan })
        .thenRefuses('LATER_STAGE_BEGUN');
      given(aCase, history())
        .when({ type: 'ReopenStage', stage: 'screening', reason: 'x', plan })
        .thenRefuses('STAGE_NOT_CLOSED');
    });

    it('does not open a case that somebody else closed', () => {
      const closed = history(close('screening'), {
        type: 'CloseCase',
        as: 'withdrawn',
        reason: 'The applicant left',
      });
      given(aCase, closed)
        .when({ type: 'ReopenStage', stage: 'screening', reason: 'x', plan })
        .thenRefuses('CASE_CLOSED');
    });
  });

  const anyCommand: fc.Arbitrary<CaseCommand> = fc.oneof(
    fc.record({
      ...{
        type: fc.constant('CloseStage' as const),
        plan: fc.constant(plan),
        run: fc.integer({ min: 1, max: 2 }),
      },
      stage: fc.constantFrom(...plan.stages.map(({ id }) => id)),
      outcome: fc.constantFrom('done', 'bad'),
      decidedBy: fc.subarray([ana, ben]),
    }),
    fc.record({
      type: fc.constant('OpenStage' as const),
      stage: fc.constant('selection'),
      plan: fc.constant(plan),
    }),
    fc.record({
      type: fc.constant('ReopenStage' as const),
      stage: fc.constantFrom('screening', 'poc', 'site'),
      reason: fc.constant('x'),
      plan: fc.constant(plan),
    }),
    fc.constantFrom<CaseCommand>({ type: 'HoldCase', reason: 'x' }, { type: 'ResumeCase', reason: 'x' }),
  );

  it('property: no order of commands opens a stage early, moves a closed or held case, or lets one person decide what is kept apart', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
        const events = history();
        for (const command of commands) {
          const before = fold(aCase, events) as KnownCase;
          try {
            const next = aCase.decide(
              { ...command, now: new Date('2026-03-02T00:00:00Z'), actor: testActor },
              before,
            );
            if (next.length > 0 && before.status === 'closed') expect(next[0]!.type).toBe('CaseReopened');
            if (next.length > 0 && before.status === 'held') expect(command.type).toBe('ResumeCase');
            events.push(...next);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          const state = fold(aCase, events) as KnownCase;
          for (const { id, awaits } of plan.stages) {
            if (state.stages[id] === undefined) continue;
            for (const { stage: awaited } of awaits) expect(state.stages[awaited]?.outcome).toBe('done');
          }
          const { screening, payment } = state.stages;
          expect(
            (payment?.decidedBy ?? []).filter((person) => screening!.decidedBy.includes(person)),
          ).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
