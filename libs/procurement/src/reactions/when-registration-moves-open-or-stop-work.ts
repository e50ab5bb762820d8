import { OpenEvaluation } from '@doyak/evaluations';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { OpenReview, StopReview } from '@doyak/reviews';
import type { RegistrationEvent } from '../domain/registration.events.js';
import { loadRegistration } from './registration-stages.js';

type Followed = Extract<
  RegistrationEvent,
  { type: 'CommitteeConvened' | 'CommitteeDecided' | 'CommitteeOverturned' | 'RegistrationStopped' }
>;

/**
 * Opens the committee's panel when it is convened, and asks the procurement service once it is in favour; stops the request when nothing can come
 * of it any more.
 */
export const whenRegistrationMoves = defineReaction<Followed>({
  name: 'when-registration-moves-open-or-stop-work',
  events: ['CommitteeConvened', 'CommitteeDecided', 'CommitteeOverturned', 'RegistrationStopped'],
  react: async (event, store): Promise<Effect[]> => {
    const { type, data } = event as unknown as Followed;
    const state = await loadRegistration(store, data.registrationId);
    if (state.status === 'none') return [];
    if (type === 'CommitteeConvened') {
      const opening = { ...state, kind: 'procurement-registration' as const };
      return [(context) => new OpenEvaluation(opening, context, data.session)];
    }
    if (type === 'CommitteeDecided') {
      const { reviewId } = data;
      return reviewId === undefined ? [] : [(context) => new OpenReview(state, context, reviewId)];
    }
    const because =
      type === 'RegistrationStopped' && data.because === 'case-closed' ? 'case-closed' : 'stage-closed';
    return state.sessions.flatMap(({ reviewId }): Effect[] =>
      reviewId === undefined ? [] : [(context) => new StopReview(reviewId, because, context)],
    );
  },
  settled: ['REVIEW_NOT_FOUND'],
});
