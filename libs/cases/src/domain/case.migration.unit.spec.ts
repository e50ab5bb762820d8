import { fold, Refusal } from '@doyak/kernel/decider';
import { given, testActor } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseEvent } from './case.events.js';
import type { MigrateCase, StageMoved } from './case.migration.js';
import { aCase, type CaseCommand } from './case.js';
import type { CasePlan, PlannedStage } from './case-plan.js';
import type { KnownCase } from './case.state.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [caseId, moveId, backId] = [uuid(1), uuid(21), uuid(22)];
const now = new Date('2026-03-02T00:00:00Z');

function stage(id: string, awaits: string[] = [], more: Partial<PlannedStage> = {}): PlannedStage {
  const outcomes = ['done', 'bad'];
  return {
    ...{ id, kind: 'work', opens: 'automatic', mode: 'all', outcomes },
    awaits: awaits.map((one) => ({ stage: one, outcomes: ['done'] })),
    ends: { bad: { as: 'rejected' } },
    ...more,
  };
}
const planOf = (version: number, stages: PlannedStage[]): CasePlan => ({
  ...{ version, track: 'fabless', stages, keepApart: [] },
});
/** look → check → pay */
const v1 = planOf(1, [stage('look'), stage('check', ['look']), stage('pay', ['check'])]);
/** look → test → pay, and a talk beside the test */
const v2 = planOf(2, [
  stage('look'),
  stage('test', ['look']),
  stage('talk', ['look']),
  stage('pay', ['test', 'talk']),
]);

const opening = {
  ...{
    caseId,
    applicationId: uuid(2),
    roundId: uuid(3),
    programId: 'p',
    programVersion: 1,
    track: 'fabless',
  },
  ...{ number: '2026-FAB-000001', applicant: { personId: uuid(9) } },
};
const close = (id: string, run: number, plan: CasePlan, outcome = 'done'): CaseCommand => ({
  ...{ type: 'CloseStage', stage: id, run, outcome, decidedBy: [], plan },
});
function history(...commands: CaseCommand[]): CaseEvent[] {
  const events: CaseEvent[] = [];
  for (const command of [{ type: 'OpenCase', plan: v1, ...opening } as const, ...commands])
    events.push(...aCase.decide({ ...command, now, actor: testActor }, fold(aCase, events)));
  return events;
}
const migrate = (stages: StageMoved[], more: Partial<MigrateCase> = {}): MigrateCase => ({
  ...{ type: 'MigrateCase', migrationId: moveId, fromVersion: 1, toVersion: 2 },
  ...{ plannedBy: uuid(5), executedBy: uuid(6), reason: 'x', undoes: undefined, stages, facts: {}, plan: v2 },
  ...more,
});
const kept = (from: string, to = from): StageMoved => ({ from, to, anew: false });
const types = (events: readonly CaseEvent[]) =>
  events.map((event) => ('stage' in event.data ? `${event.type} ${event.data.stage}` : event.type));
const stateOf = (events: readonly CaseEvent[]) => fold(aCase, events) as KnownCase;

describe('migration of a case', () => {
  const lookDone = history(close('look', 1, v1));

  it('keeps what is open with its run, moves its deadline, and opens what the new version adds', () => {
    const events = given(aCase, history())
      .when(migrate([{ ...kept('look'), endsBefore: '2026-04-01T15:00:00.000Z' }]))
      .events();
    expect(types(events)).toEqual(['CaseMigrated']);
    expect(stateOf([...history(), ...events])).toMatchObject({
      programVersion: 2,
      stages: { look: { status: 'open', run: 1, endsBefore: '2026-04-01T15:00:00.000Z' } },
    });
    const after = [...history(), ...events];
    expect(
      types(
        given(aCase, after)
          .when(close('look', 1, v2))
          .events(),
      ),
    ).toEqual([...['StageClosed look', 'StageOpened test', 'StageOpened talk']]);
  });

  it('ends a run that is begun anew as superseded, and opens the next one under the new name and version', () => {
    const moved = migrate([kept('look'), { from: 'check', to: 'test', anew: true }]);
    const events = given(aCase, lookDone).when(moved).events();
    expect(types(events)).toEqual([
      ...['StageClosed check', 'CaseMigrated', 'StageOpened test', 'StageOpened talk'],
    ]);
    expect(events[0]!.data).toMatchObject({ programVersion: 1, outcome: 'superseded', run: 1 });
    expect(events[2]!.data).toMatchObject({ programVersion: 2, stage: 'test', run: 2 });
    const { stages } = stateOf([...lookDone, ...events]);
    expect(Object.keys(stages).sort()).toEqual(['look', 'talk', 'test']);
  });

  it('moves once, only an open case of its version, and only as it was looked at', () => {
    const moved = migrate([kept('look')]);
    const after = [...history(), ...given(aCase, history()).when(moved).events()];
    given(aCase, after).when(moved).then();
    given(aCase, after)
      .when({ ...moved, migrationId: backId })
      .thenRefuses('CASE_MIGRATED');
    given(aCase, lookDone).when(moved).thenRefuses('CASE_MOVED_ON');
    given(aCase, history({ type: 'HoldCase', reason: 'x' }))
      .when(moved)
      .thenRefuses('CASE_HELD');
    given(aCase, history({ type: 'CloseCase', as: 'terminated', reason: 'x' }))
      .when(moved)
      .thenRefuses('CASE_CLOSED');
  });

  it('refuses what was planned from the version before', () => {
    const after = [
      ...history(),
      ...given(aCase, history())
        .when(migrate([kept('look')]))
        .events(),
    ];
    given(aCase, after)
      .when(close('look', 1, v1))
      .thenRefuses('CASE_MIGRATED');
  });

  it('brings back on the way back what it gave up, the names and the facts as they were', () => {
    const start = history({ ...close('look', 1, v1), facts: { size: 3 } } as CaseCommand);
    const away = migrate(
      [
        { from: 'look', to: null, anew: false },
        { from: 'check', to: 'test', anew: true },
      ],
      {
        facts: { size: 4, colour: 'red' },
        plan: planOf(2, [stage('test'), stage('pay', ['test'])]),
      },
    );
    const there = [...start, ...given(aCase, start).when(away).events()];
    expect(stateOf(there)).toMatchObject({ facts: { size: 4, colour: 'red' } });
    expect(Object.keys(stateOf(there).stages)).toEqual(['test']);
    const { facts, stages, names } = stateOf(there).aside[moveId]!;
    const back = migrate(
      [
        { from: 'test', to: 'check', anew: true },
        { from: null, to: 'look', anew: false },
      ],
      {
        ...{ migrationId: backId, fromVersion: 2, toVersion: 1, undoes: moveId, plan: v1, facts },
      },
    );
    expect([Object.keys(stages), names]).toEqual([['look'], [{ from: 'check', to: 'test', anew: true }]]);
    const again = stateOf([...there, ...given(aCase, there).when(back).events()]);
    expect(again).toMatchObject({ programVersion: 1, facts: { size: 3 } });
    expect(again.facts).not.toHaveProperty('colour');
    expect(again.stages).toMatchObject({
      look: { status: 'closed', outcome: 'done' },
      check: { status: 'open', run: 3 },
    });
    given(aCase, there)
      .when({ ...back, undoes: uuid(77) })
      .thenRefuses('CASE_MIGRATED');
  });

  it('property: whatever happens in between, a case is moved at most once by a migration, and no run is opened twice', () => {
    const step = fc.oneof(
      fc.record({
        stage: fc.constantFrom('look', 'check', 'test', 'talk'),
        run: fc.integer({ min: 1, max: 3 }),
      }),
      fc.constantFrom('move', 'move anew', 'hold', 'resume'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const events = history();
        for (const one of steps) {
          const state = stateOf(events);
          const plan = state.programVersion === 1 ? v1 : v2;
          const all = Object.entries(state.stages).flatMap(([from, { status }]): StageMoved[] => {
            if (status === 'ready') return [];
            const to = from === 'check' ? 'test' : from;
            return [{ from, to, anew: status === 'open' && (one === 'move anew' || to !== from) }];
          });
          const command: CaseCommand =
            one === 'hold'
              ? { type: 'HoldCase', reason: 'x' }
              : one === 'resume'
                ? { type: 'ResumeCase', reason: 'x' }
                : typeof one === 'string'
                  ? migrate(all)
                  : close(one.stage, one.run, plan);
          try {
            events.push(...aCase.decide({ ...command, now, actor: testActor }, state));
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        expect(events.filter(({ type }) => type === 'CaseMigrated').length).toBeLessThanOrEqual(1);
        const runs = events.flatMap((event) =>
          event.type === 'StageOpened' ? [`${event.data.stage} ${event.data.run}`] : [],
        );
        expect(new Set(runs).size).toBe(runs.length);
        const { stages, programVersion } = stateOf(events);
        for (const id of Object.keys(stages))
          expect((programVersion === 1 ? v1 : v2).stages.map((known) => known.id)).toContain(id);
      }),
    );
  });
});
