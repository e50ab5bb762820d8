import { ReopenStage } from '@doyak/cases';
import type { EvaluationEvent } from '@doyak/evaluations';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { lastSession } from '../domain/registration.state.js';
import { RecordCommittee } from '../features/record-committee/record-committee.js';
import { registrationId } from '../registration-ids.js';
import { loadRegistration } from './registration-stages.js';

type Followed = Extract<EvaluationEvent, { type: 'EvaluationClosed' | 'EvaluationRecomputed' }>;

/**
 * Records how the committee voted, and when a member who fell out afterwards changes it. A refusal that no longer stands takes the stage up again;
 * a designation is an officer's matter.
 */
export const whenCommitteeCloses = defineReaction<Followed>({
  name: 'when-committee-closes-record-its-vote',
  events: ['EvaluationClosed', 'EvaluationRecomputed'],
  react: async (event, store): Promise<Effect[]> => {
    const { type, data } = event as unknown as Followed;
    const { caseId, stage, run, evaluationId, outcome } = data;
    const id = registrationId(caseId, stage, run);
    const state = await loadRegistration(store, id);
    if (state.status === 'none' || !state.sessions.some((one) => one.evaluationId === evaluationId))
      return [];
    const inFavour = outcome === undefined ? undefined : outcome === 'confirmed';
    const decidedBy = type === 'EvaluationClosed' ? [data.by, ...data.present] : [];
    const vote = { registrationId: id, evaluationId, inFavour, decidedBy };
    const record: Effect = (context) => new RecordCommittee(vote, context);
    const last = lastSession(state);
    const falls = type === 'EvaluationRecomputed' && last?.inFavour === false && inFavour !== false;
    if (!falls) return [record];
    const reason = 'A member of the committee fell out, and its decision has to be found again';
    return [record, (context) => new ReopenStage(caseId, stage, reason, context)];
  },
  settled: [
    ...['REGISTRATION_NOT_FOUND', 'STAGE_NOT_CLOSED', 'LATER_STAGE_BEGUN', 'CASE_CLOSED', 'CASE_HELD'],
    'CASE_NOT_FOUND',
  ],
});
