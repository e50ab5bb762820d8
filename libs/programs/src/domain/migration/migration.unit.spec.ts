import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BusinessCalendar } from '@doyak/kernel/calendar';
import { checkProgram } from '../check/check-program.js';
import { previewMigration } from './migration.js';
import type { CaseUnderWay, MigrationPlan } from './migration-plan.js';

const good = readFileSync(
  new URL('../../../../../test/fixtures/programs/good.yaml', import.meta.url),
  'utf8',
);
const now = new Date('2026-03-10T01:00:00Z');

function definition(...changes: readonly (readonly [string | RegExp, string])[]) {
  const text = changes.reduce((current, [find, put]) => current.replaceAll(find, put), good);
  const checked = checkProgram(text);
  if (!checked.definition) throw new Error(JSON.stringify(checked.problems));
  return checked.definition;
}
const v1 = definition();
const plan: MigrationPlan = { programId: 'example', fromVersion: 1, toVersion: 2 };
const openedAt = new Date('2026-03-03T01:00:00Z');
const under = (change: Partial<CaseUnderWay> = {}): CaseUnderWay => ({
  caseId: 'c1',
  number: '2026-CHP-000001',
  version: 1,
  track: 'chips',
  done: [],
  open: [{ stage: 'screening', openedAt, pauses: [] }],
  ...change,
});
const codes = (...[line]: ReturnType<typeof previewMigration>) =>
  line?.result === 'blocked' ? line.blocks.map(({ code }) => code) : line?.result;

describe('a preview of a migration', () => {
  it('shows deadlines before and after, with the same pauses', () => {
    const v2 = definition(['within: { count: 20, unit: days }', 'within: { count: 20, unit: working-days }']);
    const paused = {
      pausedAt: new Date('2026-03-05T01:00:00Z'),
      resumedAt: new Date('2026-03-09T01:00:00Z'),
    };
    const cases = [
      under(),
      under({ caseId: 'c2', open: [{ stage: 'screening', openedAt, pauses: [paused] }] }),
    ];
    const lines = previewMigration(plan, v1, v2, cases, now);
    expect(lines).toMatchObject([
      {
        result: 'moves',
        open: [{ deadlineBefore: { lastDay: '2026-03-23' }, deadlineAfter: { lastDay: '2026-03-31' } }],
      },
      {
        result: 'moves',
        open: [{ deadlineBefore: { lastDay: '2026-03-27' }, deadlineAfter: { lastDay: '2026-04-02' } }],
      },
    ]);
  });

  it('leaves cases of other versions, and those the plan excludes', () => {
    const lines = previewMigration(
      { ...plan, stay: ['c2'] },
      v1,
      v1,
      [under({ version: 3 }), under({ caseId: 'c2' })],
      now,
    );
    expect(lines).toMatchObject([{ why: 'OTHER_VERSION' }, { why: 'EXCLUDED' }]);
  });

  it('follows a stage that was renamed only when the plan says so', () => {
    const v2 = definition(
      [/\bscreening\b(?=[,\]\s])(?!\n {8}title)/g, 'eligibility'],
      ['kind: eligibility', 'kind: screening'],
    );
    expect(codes(...previewMigration(plan, v1, v2, [under()], now))).toEqual(['STAGE_GONE']);
    const named = { ...plan, stages: { chips: { screening: 'eligibility' } } };
    expect(previewMigration(named, v1, v2, [under()], now)).toMatchObject([
      { result: 'moves', open: [{ from: 'screening', to: 'eligibility' }] },
    ]);
  });

  it('goes back by exchanging the versions', () => {
    const back = { ...plan, fromVersion: 2, toVersion: 1 };
    expect(codes(...previewMigration(back, v1, v1, [under({ version: 2 })], now))).toBe('moves');
  });

  it.each<[string, Partial<MigrationPlan>, Partial<CaseUnderWay>, string[]]>([
    ['a track is gone', { tracks: { chips: 'wafers' } }, {}, ['TRACK_GONE']],
    ['an open stage is given up', { stages: { chips: { screening: null } } }, {}, ['STAGE_GONE']],
    [
      'a stage becomes another kind',
      { stages: { chips: { screening: 'papers' } } },
      {},
      ['STAGE_KIND_CHANGED'],
    ],
    ['a fact to set does not exist', { values: { chips: { height: 3 } } }, {}, ['FACT_UNKNOWN']],
    [
      'an outcome reached ends the case now',
      {},
      { done: [{ stage: 'screening', outcome: 'ineligible' }], open: [] },
      ['OUTCOME_ENDS_CASE'],
    ],
    [
      'an outcome reached is gone',
      {},
      { done: [{ stage: 'screening', outcome: 'late' }], open: [] },
      ['OUTCOME_GONE'],
    ],
    [
      'two stages become one',
      { stages: { chips: { objection: 'screening' } } },
      {
        done: [{ stage: 'screening', outcome: 'eligible' }],
        open: [{ stage: 'objection', openedAt, pauses: [] }],
      },
      ['STAGE_KIND_CHANGED', 'STAGES_MERGED'],
    ],
    [
      'open stages come one after the other now',
      {},
      { open: ['screening', 'papers'].map((stage) => ({ stage, openedAt, pauses: [] })) },
      ['ORDER_BROKEN'],
    ],
    [
      'the selection of its round is renamed',
      { stages: { chips: { screening: 'screening', selection: 'ranking' } } },
      {},
      ['SELECTION_SPLIT'],
    ],
    [
      'an open selection is begun anew',
      { anew: { chips: ['selection'] } },
      {
        done: [
          { stage: 'screening', outcome: 'eligible' },
          { stage: 'papers', outcome: 'passed' },
        ],
        open: [{ stage: 'selection', openedAt, pauses: [] }],
      },
      ['SELECTION_SPLIT'],
    ],
  ])('blocks a case and says why: %s', (_what, change, state, expected) => {
    expect(codes(...previewMigration({ ...plan, ...change }, v1, v1, [under(state)], now))).toEqual(expected);
  });

  it('blocks where the new deadline would have passed already, unless the old one has or the stage begins anew', () => {
    const v2 = definition(['within: { count: 20, unit: days }', 'within: { count: 5, unit: days }']);
    const [open] = under().open;
    const lines = (more: Partial<MigrationPlan>, overdue = false) =>
      codes(
        ...previewMigration({ ...plan, ...more }, v1, v2, [under({ open: [{ ...open!, overdue }] })], now),
      );
    expect(lines({})).toEqual(['DEADLINE_PASSED']);
    expect(lines({}, true)).toBe('moves');
    expect(lines({ anew: { chips: ['screening'] } })).toBe('moves');
  });

  it('begins a stage anew where it is renamed or the plan says so, with a deadline from now', () => {
    const anew = { ...plan, anew: { chips: ['screening'] } };
    expect(previewMigration(anew, v1, v1, [under()], now)).toMatchObject([
      { open: [{ anew: true, deadlineAfter: { lastDay: '2026-03-30' } }] },
    ]);
    expect(previewMigration(plan, v1, v1, [under()], now)).toMatchObject([
      { open: [{ anew: false, deadlineAfter: { lastDay: '2026-03-23' } }] },
    ]);
  });

  it('moves a case whose finished stage was given up', () => {
    const state = under({
      done: [{ stage: 'screening', outcome: 'eligible' }],
      open: [{ stage: 'papers', openedAt, pauses: [] }],
    });
    const given = { ...plan, stages: { chips: { screening: null } } };
    expect(codes(...previewMigration(given, v1, v1, [state], now))).toBe('moves');
  });

  it('shows no deadline where the years ahead are not known', () => {
    const late = new Date(`${new BusinessCalendar().knownYears.to}-12-28T00:00:00Z`);
    const [line] = previewMigration(
      plan,
      v1,
      v1,
      [under({ open: [{ stage: 'screening', openedAt: late, pauses: [] }] })],
      now,
    );
    expect(line).toMatchObject({ result: 'moves', open: [{ from: 'screening', to: 'screening' }] });
    expect(JSON.stringify(line)).not.toContain('deadline');
  });
});
