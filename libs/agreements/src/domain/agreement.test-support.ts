import { type Actor, fold } from '@doyak/kernel/decider';
import type { AgreementDocument, AgreementDraft, AgreementEvent } from './agreement.events.js';
import { agreement, type AgreementCommand } from './agreement.js';
import type { KnownAgreement } from './agreement.state.js';

export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const person = (n: number, organisationId?: string): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:x' },
});
export const applicant = person(10, uuid(11));
export const officer = person(21, uuid(20));
export const second = person(22, uuid(20));
export const buyer = person(31, uuid(30));
export const stranger = person(41, uuid(40));
export const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };

export const draft: AgreementDraft = {
  ...{ agreementId: uuid(1), caseId: uuid(2), stage: 'agreement', run: 1 },
  ...{ applicationId: uuid(3), roundId: uuid(4), programId: 'sample', programVersion: 1, track: 'general' },
  applicant: { personId: applicant.id, organisationId: applicant.organisationId },
  parties: ['applicant', 'agency', 'buyer'],
};

export const document = (number = 1, change: Partial<AgreementDocument> = {}): AgreementDocument => ({
  ...{ format: 'doyak/agreement@1', agreementId: uuid(1), number, caseId: uuid(2) },
  ...{ caseNumber: '2026-VOU-000001', programId: 'sample', programVersion: 1, track: 'general' },
  definitionSha256: 'f'.repeat(64),
  parties: [
    { party: 'applicant', organisationId: applicant.organisationId },
    { party: 'agency', organisationId: officer.organisationId },
    { party: 'buyer', organisationId: buyer.organisationId },
  ],
  ...{ amount: 100, ownShare: { cash: 0, inKind: 0 }, tranches: [] },
  duration: { count: 12, unit: 'months' },
  terms: [{ id: 'use', title: { ko: '사용', en: 'Use' }, text: { ko: '사용', en: 'Use' } }],
  documents: [],
  ...change,
});

export const drafted: AgreementEvent[] = [{ type: 'AgreementDrafted', data: draft }];
export const offer = (number = 1, change: Partial<AgreementDocument> = {}, reason?: string) =>
  ({
    ...{ type: 'OfferAgreement', document: document(number, change) },
    reason: reason ?? (number > 1 ? 'Another budget' : undefined),
  }) satisfies AgreementCommand;

export const after = (history: AgreementEvent[], ...steps: [Actor, AgreementCommand][]): AgreementEvent[] =>
  steps.reduce((events, [actor, command]) => {
    const now = new Date('2026-03-02T09:00:00.000+09:00');
    return [...events, ...agreement.decide({ ...command, actor, now }, fold(agreement, events))];
  }, history);

export const known = (events: AgreementEvent[]) => fold(agreement, events) as KnownAgreement;
