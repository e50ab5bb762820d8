import { type Actor, fold } from '@doyak/kernel/decider';
import type { Opening, ScreeningEvent, Values } from './screening.events.js';
import { type Judge, screening, type ScreeningCommand } from './screening.js';

/** Instant of every command of these tests: Monday, 2 March 2026, 9:00 in Seoul. */
const testNow = new Date('2026-03-02T09:00:00.000+09:00');
export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const place = { screeningId: uuid(1), caseId: uuid(2), stage: 'screening', run: 1 };
export const applicant: Actor = {
  ...{ kind: 'person', id: uuid(10), organisationId: uuid(11), authority: 'role:applicant' },
};
export const officerOf = (n: number, organisationId = uuid(20)): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:operator' },
});
export const [ann, ben, own] = [officerOf(21), officerOf(22), officerOf(23, applicant.organisationId)];
export const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };

/** Each rule is named like the one fact it needs to be true; `strict` can never be overruled. */
export const rules = ['tax', 'size', 'strict'].map((id) => ({
  ...{ id, reason: `${id.toUpperCase()}_BAD`, overridable: id !== 'strict', facts: [id] },
}));
export const judge: Judge = (values) =>
  rules.map(({ id }) => {
    const value = values[id];
    const outcome = value === undefined ? 'undetermined' : value === true ? 'holds' : 'fails';
    return { rule: id, outcome, missing: value === undefined ? [id] : [], invalid: [] };
  });
export const opening = (facts: Values = {}, policy: Partial<Opening['policy']> = {}): Opening => ({
  ...place,
  ...{ applicationId: uuid(3), roundId: uuid(4), programId: 'sample', programVersion: 1, track: 'general' },
  applicant: { personId: applicant.id, organisationId: applicant.organisationId },
  submittedAt: testNow.toISOString(),
  rules,
  facts: Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, { value, source: 'application' as const }]),
  ),
  policy: { supplements: 1, overruling: 'with-second-person', pausesClock: true, ...policy },
});
export const opened = (facts: Values = {}, policy: Partial<Opening['policy']> = {}): ScreeningEvent[] => [
  { type: 'ScreeningOpened', data: opening(facts, policy) },
  { type: 'RulesRun', data: { ...place, results: [...judge(facts)] } },
];
export const after = (history: ScreeningEvent[], ...steps: [Actor, ScreeningCommand][]): ScreeningEvent[] =>
  steps.reduce((events, [actor, command]) => {
    const state = fold(screening, events);
    return [...events, ...screening.decide({ ...command, actor, now: testNow }, state)];
  }, history);
export const good = { tax: true, size: true, strict: true };
export const eligible: ScreeningCommand = { type: 'DecideScreening', decision: 'ELIGIBLE', reasons: [] };
export const ineligible = (...reasons: string[]): ScreeningCommand => ({
  ...{ type: 'DecideScreening', decision: 'INELIGIBLE', reasons },
});
export const propose = (rule: string): ScreeningCommand => ({
  type: 'ProposeOverruling',
  rule,
  reason: 'Paid since',
});
export const confirm = (rule: string): ScreeningCommand => ({
  type: 'ConfirmOverruling',
  rule,
  reason: 'Seen',
});
export const record = (facts: Values): ScreeningCommand => ({
  type: 'RecordFacts',
  facts,
  reason: 'Letter',
  judge,
});
export const ask: ScreeningCommand = {
  ...{ type: 'RequestSupplement', ask: 'Head count?', fields: ['size'] },
  answerBefore: '2026-03-10T15:00:00.000Z',
};
export const reply = (facts: Values = { size: true }): ScreeningCommand => ({
  ...{ type: 'AnswerSupplement', answers: facts, facts, faults: [], judge },
});
