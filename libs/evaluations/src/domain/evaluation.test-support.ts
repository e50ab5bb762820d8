import { type Actor, fold } from '@doyak/kernel/decider';
import type { Candidate } from './conflicts.js';
import type { EvaluationEvent, Opening } from './evaluation.events.js';
import { evaluation, type EvaluationCommand } from './evaluation.js';
import type { KnownEvaluation } from './evaluation.state.js';
import { GRADES, type Mark, type ScoredSheet } from './sheet.js';

/** Instant of every command of these tests: Monday, 2 March 2026, 9:00 in Seoul. */
export const testNow = new Date('2026-03-02T09:00:00.000+09:00');
export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const place = { evaluationId: uuid(1), caseId: uuid(2), stage: 'document-evaluation', run: 1 };
export const company = uuid(11);

const personOf = (n: number, role: string, organisationId?: string): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: `role:${role}` },
});
export const applicant = personOf(10, 'applicant', company);
export const officer = personOf(20, 'operator', uuid(21));
export const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };
/** Reviewers 0 to 9; the organisation of each is their own. */
export const reviewerOf = (n: number): Actor => personOf(100 + n, 'reviewer', uuid(200 + n));
export const idOf = (n: number) => reviewerOf(n).id;

/** A reviewer as the data knows them: not of the agency, without relations. */
export const candidate = (n: number, more: Partial<Candidate> = {}): Candidate => ({
  ...{ personId: idOf(n), organisationId: uuid(200 + n), outside: true, relations: [] },
  ...more,
});
export const candidates = (...numbers: number[]) => numbers.map((n) => candidate(n));
/** Advised the applicant's company. */
export const adviser = (n: number) =>
  candidate(n, {
    relations: [
      { relationId: uuid(300 + n), ground: 'testimony-or-advice', to: { organisationId: company } },
    ],
  });

export const sheet: ScoredSheet = {
  kind: 'scored',
  criteria: [
    { id: 'need', weight: 30, method: 'points' },
    { id: 'plan', weight: 50, method: 'graded' },
    { id: 'team', weight: 20, method: 'graded' },
  ],
  passMark: 70,
  bonuses: [
    { id: 'region', points: 3 },
    { id: 'patent', points: 5 },
  ],
};
export const opening = (
  committee: Partial<Opening['committee']> = {},
  more: Partial<Opening> = {},
): Opening => ({
  ...place,
  ...{ applicationId: uuid(3), roundId: uuid(4), programId: 'sample', programVersion: 1, track: 'general' },
  kind: 'document-evaluation',
  applicant: { personId: applicant.id, organisationId: company },
  committee: {
    ...{ panel: 3, quorum: 2, outside: 1, blind: true, pledge: true, challenge: true },
    exclusion: ['self-or-spouse', 'relative', 'testimony-or-advice'],
    ...committee,
  },
  ...{ sheet, barred: [], carried: [], ...more },
});
export const opened = (...of: Parameters<typeof opening>): EvaluationEvent[] => [
  { type: 'EvaluationOpened', data: opening(...of) },
];

export type Step = readonly [Actor, EvaluationCommand];
export const stateOf = (events: readonly EvaluationEvent[]) => fold(evaluation, events) as KnownEvaluation;
export const after = (history: readonly EvaluationEvent[], ...steps: Step[]): EvaluationEvent[] =>
  steps.reduce(
    (events, [actor, command]) => [
      ...events,
      ...evaluation.decide({ ...command, actor, now: testNow }, stateOf(events)),
    ],
    [...history],
  );

export const appoint = (...numbers: number[]): Step => [
  officer,
  { type: 'AppointPanel', candidates: candidates(...numbers) },
];
export const pledge = (n: number): Step => [reviewerOf(n), { type: 'GivePledge', candidate: candidate(n) }];
/** `need` in points, `plan` and `team` as grades. */
export const marks = (need: number, plan: (typeof GRADES)[number], team: (typeof GRADES)[number]): Mark[] => [
  { item: 'need', points: need },
  { item: 'plan', grade: plan },
  { item: 'team', grade: team },
];
export const ballot = (n: number, of: Mark[] = marks(20, 'B', 'B')): Step => [
  reviewerOf(n),
  { type: 'GiveBallot', marks: of, candidate: candidate(n) },
];
export const scored = (n: number, of?: Mark[]): Step[] => [pledge(n), ballot(n, of)];
export const close = (...numbers: number[]): Step => [
  officer,
  { type: 'CloseEvaluation', minutes: 'Heard and decided.', candidates: candidates(...numbers) },
];
export const recuse = (n: number): Step => [
  reviewerOf(n),
  { type: 'RecuseReviewer', reason: 'A former colleague' },
];
