import { defineReaction } from '@doyak/kernel/event-store';
import type { ReviewEvent } from '@doyak/reviews';
import { RecordServiceDecision } from '../features/record-service-decision/record-service-decision.js';
import { registrationId } from '../registration-ids.js';
import { loadRegistration } from './registration-stages.js';

type Followed = Extract<ReviewEvent, { type: 'ReviewDecided' }>;

/** The answer of the procurement service, or an officer's where it stayed silent, designates the product or refuses it. */
export const whenServiceDecides = defineReaction<Followed>({
  name: 'when-service-decides-designate-or-refuse',
  events: ['ReviewDecided'],
  react: async (event, store) => {
    const { reviewId, caseId, stage, run, outcome } = event.data as Followed['data'];
    const id = registrationId(caseId, stage, run);
    const state = await loadRegistration(store, id);
    if (state.status === 'none' || !state.sessions.some((one) => one.reviewId === reviewId)) return [];
    return [(context) => new RecordServiceDecision(id, reviewId, outcome === 'passed', context)];
  },
  settled: ['REGISTRATION_NOT_FOUND'],
});
