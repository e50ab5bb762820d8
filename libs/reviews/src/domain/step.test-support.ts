import type { Actor } from '@doyak/kernel/decider';
import type { StepEvent, StepOpening, StepSpec } from './step.events.js';

export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const applicant: Actor = {
  ...{ kind: 'person', id: uuid(10), organisationId: uuid(11), authority: 'role:applicant' },
};
export const person = (n: number, organisationId = uuid(20)): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:operator' },
});
export const [ann, ben, cho] = [person(21), person(22), person(23)];
export const worker: Actor = { kind: 'system', id: 'review-worker', authority: 'review-worker' };
export const partner: Actor = { kind: 'key', id: uuid(30), organisationId: uuid(31), authority: 'key' };

const place = {
  ...{ stepId: uuid(1), reviewId: uuid(2), caseId: uuid(3), stage: 'checks', run: 1 },
  ...{ step: 'one', stepRun: 1 },
};
export const placeOf = place;

export function opening(spec: StepSpec): StepOpening {
  return {
    ...place,
    applicationId: uuid(4),
    applicant: { personId: applicant.id, organisationId: applicant.organisationId },
    outcomes: ['good', 'bad'],
    spec,
  };
}

export const opened = (spec: StepSpec): StepEvent[] => [{ type: 'StepOpened', data: opening(spec) }];
export const check: StepSpec = { kind: 'automated', checker: 'sample', onError: undefined };
export const task = (changes: Partial<Extract<StepSpec, { kind: 'human' }>> = {}): StepSpec => ({
  ...{ kind: 'human', role: 'operator', assignment: 'pull', eyes: 2, remindAt: [] },
  ...{ dueBefore: '2026-03-10T15:00:00.000Z', escalateTo: 'administrator' },
  ...changes,
});
export const request = (silence: Extract<StepSpec, { kind: 'external' }>['silence']): StepSpec => ({
  ...{ kind: 'external', partner: 'guarantee-fund', ask: { ko: '의견', en: 'Opinion' }, silence },
});
