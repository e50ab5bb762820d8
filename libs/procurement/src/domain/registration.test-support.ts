import { type Actor, fold } from '@doyak/kernel/decider';
import type { RegistrationEvent, RegistrationOpening } from './registration.events.js';
import { registration, type RegistrationCommand } from './registration.js';
import type { KnownRegistration } from './registration.state.js';

export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number, organisationId?: string): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:x' },
});
export const applicant = person(10, uuid(11));
export const officer = person(21, uuid(20));
/** Of the procurement service. */
export const service = person(31, uuid(30));
export const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };

export const terms = {
  ...{ routes: ['excellent-rnd', 'demand-proposal'], rndWithinYears: 5, validYears: 3 },
  ...{ extensionYears: [1, 2], extensionWindowDays: 180 },
};
const opening: RegistrationOpening = {
  ...{ registrationId: uuid(1), caseId: uuid(2), stage: 'registration', run: 1 },
  ...{ applicationId: uuid(3), roundId: uuid(4), programId: 'sample', programVersion: 1, track: 'products' },
  ...{ applicant: { personId: applicant.id, organisationId: applicant.organisationId }, terms },
};
export const opened = (change: Partial<RegistrationOpening> = {}): RegistrationEvent[] => [
  { type: 'RegistrationOpened', data: { ...opening, ...change } },
];

export const application = {
  facts: { route: 'excellent-rnd' as const, projectNumber: 'RND-1', completedOn: '2024-11-29' },
  product: { name: { ko: '요약기' }, classification: '43232304', summary: 'Summarises' },
};
export const apply: RegistrationCommand = { type: 'ApplyForDesignation', application };
export const convene: RegistrationCommand = {
  ...{ type: 'ConveneCommittee', nameSession: (session) => uuid(100 + session) },
};
export const votes = (inFavour?: boolean, session = 1): RegistrationCommand => ({
  ...{ type: 'RecordCommittee', evaluationId: uuid(100 + session), inFavour, decidedBy: [officer.id] },
  reviewIdOf: (of) => uuid(200 + of),
});
export const serviceSays = (designate: boolean, session = 1): RegistrationCommand => ({
  ...{ type: 'RecordServiceDecision', reviewId: uuid(200 + session), designate, noticesOf: () => [] },
});
export const extend: RegistrationCommand = {
  ...{ type: 'ExtendDesignation', reason: 'Still bought', noticesOf: () => [] },
};

/** An instant within a day in Seoul. */
export const on = (day: string) => new Date(`${day}T10:00:00+09:00`);
export const TODAY = '2026-07-22';

export type Step = readonly [actor: Actor, command: RegistrationCommand, day?: string];
export const after = (history: RegistrationEvent[], ...steps: Step[]): RegistrationEvent[] =>
  steps.reduce((events, [actor, command, day = TODAY]) => {
    const given = { ...command, actor, now: on(day) };
    return [...events, ...registration.decide(given, fold(registration, events))];
  }, history);

export const applied = after(opened(), [applicant, apply]);
export const inReview = after(applied, [officer, convene]);
export const asked = after(inReview, [system, votes(true)]);
export const designated = after(asked, [system, serviceSays(true)]);

export const known = (events: RegistrationEvent[]) => fold(registration, events) as KnownRegistration;
