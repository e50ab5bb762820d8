import { readFileSync } from 'node:fs';
import { CounterfactualReplay } from '@doyak/audit';
import { checkProgram } from '@doyak/programs';
import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '@doyak/kernel/event-store';
import type { EvaluationEvent } from '../../libs/evaluations/src/domain/evaluation.events.js';
import * as panel from '../../libs/evaluations/src/domain/evaluation.test-support.js';
import type { ScoredSheet } from '../../libs/evaluations/src/domain/sheet.js';
import type { SelectionEvent } from '../../libs/selection/src/domain/selection.events.js';
import * as ranks from '../../libs/selection/src/domain/selection.test-support.js';

const { uuid } = ranks;
const text = readFileSync(new URL('../../programs/minimal.yaml', import.meta.url), 'utf8');
const definition = (...changes: [string, string][]) => {
  const changed = changes.reduce((all, [from, to]) => {
    expect(all).toContain(from);
    return all.replace(from, to);
  }, text);
  const { definition: sound, problems } = checkProgram(changed);
  if (!sound) throw new Error(JSON.stringify(problems));
  return sound;
};

const STAGE = 'document-evaluation';
const sheet: ScoredSheet = {
  ...{ kind: 'scored', passMark: 60, bonuses: [] },
  criteria: [
    { id: 'need', weight: 50, method: 'points' },
    { id: 'plan', weight: 50, method: 'points' },
  ],
};
const ofRound = { roundId: uuid(2), programId: 'ai-voucher' };

/** Three reviewers give a case the same points; the pass mark was 60. */
function evaluated(n: number, need: number, plan: number): EvaluationEvent[] {
  const marks = [
    { item: 'need', points: need },
    { item: 'plan', points: plan },
  ];
  const at = { caseId: uuid(n), evaluationId: uuid(1_000 + n), ...ofRound, stage: STAGE, sheet };
  return panel.after(
    panel.opened({ panel: 3, quorum: 3 }, at),
    panel.appoint(0, 1, 2),
    ...[0, 1, 2].flatMap((reviewer) => panel.scored(reviewer, marks)),
    panel.close(0, 1, 2),
  );
}

/** Two slots; the first two cases were selected, the third had failed. */
function selected(): SelectionEvent[] {
  const change = { ...ofRound, slots: 2, reserves: 0, weights: [{ stage: STAGE, weight: 100 }] };
  return ranks.after(
    [],
    ...([8_500, 6_800] as const).flatMap(
      (points, at): [typeof ranks.system, ReturnType<typeof ranks.total>][] => [
        [ranks.system, ranks.join(at + 1, change) as never],
        [ranks.system, ranks.total(at + 1, STAGE, points, [], change)],
      ],
    ),
    [ranks.ann, ranks.rank],
    [ranks.ben, ranks.publish],
  );
}

const recorded = [
  ['evaluation-1', evaluated(1, 40, 45)],
  ['evaluation-2', evaluated(2, 33, 35)],
  ['evaluation-3', evaluated(3, 28, 30)],
  ['selection-1', selected()],
] as const;
const log = recorded.flatMap(([streamId, events]) =>
  (events as readonly object[]).map((event, at) => ({ ...event, streamId, streamVersion: at + 1 })),
);
const replay = new CounterfactualReplay({
  logSize: () => Promise.resolve(log.length),
  streamLog: () => log,
} as unknown as EventStore);
const differences = async (...changes: [string, string][]) =>
  (await replay.run(definition(...changes))).different.map(
    ({ kind, caseId, recorded: was, would }) => `${kind} ${Number(caseId.slice(-2))}: ${was} → ${would}`,
  );

describe('A counterfactual replay', () => {
  it('finds no difference under the definition that was used', async () => {
    expect(await replay.run(definition())).toMatchObject({
      program: 'ai-voucher',
      decisions: 5,
      different: [],
    });
  });

  it('checks every published version against what was recorded, and finds an outcome or a rank that was altered', async () => {
    const published = {
      ...{ type: 'ProgramPublished', streamId: 'program-ai-voucher', streamVersion: 1 },
      data: { version: 1, definition: definition() },
    };
    const check = async (alter: (event: { type: string; data: object }) => object = ({ data }) => data) => {
      const altered = [published, ...log].map((event) => ({ ...event, data: alter(event as never) }));
      const store = { logSize: () => Promise.resolve(altered.length), streamLog: () => altered };
      const [report] = await new CounterfactualReplay(store as unknown as EventStore).checkDecisions();
      return report!;
    };
    expect(await check()).toMatchObject({ program: 'ai-voucher', version: 1, decisions: 5, different: [] });
    const better = await check(({ type, data }) =>
      type === 'EvaluationClosed'
        ? { ...data, result: { ...(data as { result: object }).result, total: 9_900 } }
        : data,
    );
    expect(better.different.map(({ kind }) => kind)).toContain('evaluation');
    const moved = await check(({ type, data }) => {
      if (type !== 'ResultsPublished') return data;
      const { places } = data as { places: object[] };
      return { ...data, places: places.map((one) => ({ ...one, place: 'rejected' })) };
    });
    expect(moved.different.map(({ kind }) => kind)).toContain('selection');
  });

  it('says what another pass mark would have changed, down to who is selected', async () => {
    expect(await differences(['passMark: 60', 'passMark: 70'])).toEqual([
      'evaluation 2: passed 68.00 → failed 68.00',
      'selection 2: selected → out',
    ]);
    expect(await differences(['passMark: 60', 'passMark: 50'])).toEqual([
      'evaluation 3: failed 58.00 → passed 58.00',
      'selection 3: out → rejected',
    ]);
  });

  it('says what cannot be determined instead of guessing', async () => {
    const [first] = await differences([
      '{ id: need, title: { ko: 필요성, en: Need }, weight: 50',
      '{ id: reach, title: { ko: 필요성, en: Need }, weight: 50',
    ]);
    expect(first).toBe('evaluation 1: passed 85.00 → undetermined');
  });
});
