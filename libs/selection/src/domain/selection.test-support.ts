import { type Actor, fold } from '@doyak/kernel/decider';
import type { SelectionEvent, SelectionOpening, StageTotal } from './selection.events.js';
import { selection, type SelectionCommand } from './selection.js';
import type { KnownSelection } from './selection.state.js';

export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const officerOf = (n: number, organisationId = uuid(90)): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:operator' },
});
export const [ann, ben, own] = [officerOf(81), officerOf(82), officerOf(83, uuid(301))];
export const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };

export const opening = (change: Partial<SelectionOpening> = {}): SelectionOpening => ({
  ...{ selectionId: uuid(1), roundId: uuid(2), programId: 'sample', programVersion: 1, track: 'general' },
  ...{ stage: 'selection', slots: 2, reserves: 2, quotas: [] },
  weights: [
    { stage: 'papers', weight: 30 },
    { stage: 'talk', weight: 70 },
  ],
  ...change,
});

export const join = (n: number, change: Partial<SelectionOpening> = {}, quotas: string[] = [], run = 1) =>
  ({
    type: 'JoinSelection',
    opening: opening(change),
    candidate: {
      ...{ caseId: uuid(n), applicationId: uuid(100 + n), run, quotas },
      applicant: { personId: uuid(200 + n), organisationId: uuid(300 + n) },
    },
  }) as const satisfies SelectionCommand;

export const total = (
  n: number,
  stage: string,
  points: number,
  criteria: StageTotal['criteria'] = [],
  change: Partial<SelectionOpening> = {},
): SelectionCommand => ({
  ...{ type: 'RecordTotal', opening: opening(change), caseId: uuid(n) },
  total: { stage, total: points, criteria },
});

export const rank: SelectionCommand = { type: 'Rank' };
export const publish: SelectionCommand = { type: 'Publish' };
export const leave = (n: number): SelectionCommand => ({ type: 'LeaveSelection', caseId: uuid(n) });

const testNow = new Date('2026-03-02T09:00:00.000+09:00');

export const after = (history: SelectionEvent[], ...steps: [Actor, SelectionCommand][]): SelectionEvent[] =>
  steps.reduce((events, [actor, command]) => {
    const state = fold(selection, events);
    return [...events, ...selection.decide({ ...command, actor, now: testNow }, state)];
  }, history);

/** Candidates 1, 2, … with these points in both evaluations. */
export const candidates = (points: readonly number[], change: Partial<SelectionOpening> = {}) =>
  after(
    [],
    ...points.flatMap((one, at): [Actor, SelectionCommand][] => [
      [system, join(at + 1, change)],
      [system, total(at + 1, 'papers', one, [], change)],
      [system, total(at + 1, 'talk', one, [], change)],
    ]),
  );

export const known = (events: SelectionEvent[]) => fold(selection, events) as KnownSelection;

/** Standing of the candidates 1, 2, …, reserves with their place. */
export const standings = (events: SelectionEvent[]) => {
  const { candidates: all } = known(events);
  return Object.keys(all)
    .sort()
    .map((caseId) => `${all[caseId]!.standing}${all[caseId]!.reserve ?? ''}`);
};
