import { defineReaction } from '@doyak/kernel/event-store';
import type { ReviewEvent } from '@doyak/reviews';
import { prototypeRun } from '../domain/run.js';
import { DirectRun } from '../features/direct-run/direct-run.js';
import { runIdOf, runStream } from '../prototype-run-ids.js';

type Followed = Extract<ReviewEvent, { type: 'ReviewDecided' }>;

/** What a foundry, a package house or the buyer answered (or an officer for one that stays silent) passes the gate, or sends its evidence back. */
export const whenPartnerAnswers = defineReaction<Followed>({
  name: 'when-partner-answers-settle-gate',
  events: ['ReviewDecided'],
  react: async ({ data }, store) => {
    const { reviewId, caseId, stage, run, outcome } = data;
    const runId = runIdOf(caseId, stage, run);
    const { state } = await store.load(runStream(runId), prototypeRun);
    if (state.status === 'none') return [];
    const answered = { type: 'AnswerGate', reviewId, accepted: outcome === 'passed' } as const;
    return [(context) => new DirectRun(runId, answered, context)];
  },
});
