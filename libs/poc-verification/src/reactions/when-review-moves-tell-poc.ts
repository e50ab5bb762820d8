import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import type { ReviewEvent, StepEvent } from '@doyak/reviews';
import { AskCertificate } from '../features/ask-certificate/ask-certificate.js';
import { ConcludeAttempt } from '../features/conclude-attempt/conclude-attempt.js';
import { RecordMeasurement } from '../features/record-measurement/record-measurement.js';
import { pocId } from '../poc-ids.js';
import { BENCHMARK_STEP } from '../poc-plan.js';
import { poc } from '../domain/poc.js';
import { pocStream } from '../poc-ids.js';

type Followed =
  | Extract<StepEvent, { type: 'StepEnded' | 'ExternalRequestMade' }>
  | Extract<ReviewEvent, { type: 'ReviewDecided' }>;

/** One reaction for all, so that a measurement is taken in before the attempt that it decides is over. */
export const whenReviewMoves = defineReaction<Followed>({
  name: 'when-review-moves-tell-poc',
  events: ['StepEnded', 'ExternalRequestMade', 'ReviewDecided'],
  react: async (event, store) => {
    const { caseId, stage, run, reviewId } = event.data;
    const id = pocId(caseId, stage, run);
    const { state } = await store.load(pocStream(id), poc);
    if (state.status === 'none' || !state.attempts.some((one) => one.reviewId === reviewId)) return [];
    return effects(id, event as unknown as Followed);
  },
});

function effects(id: string, { type, data }: Followed): Effect[] {
  const { reviewId } = data;
  switch (type) {
    case 'ExternalRequestMade':
      return [(context) => new AskCertificate(id, data, context)];
    case 'ReviewDecided': {
      const { outcome, decidedBy } = data;
      return [
        (context) => new ConcludeAttempt(id, { reviewId, outcome: known(outcome), decidedBy }, context),
      ];
    }
    case 'StepEnded': {
      const { step, stepId, outcome, evidence } = data;
      if (step !== BENCHMARK_STEP) return [];
      const manifest = evidence.find(({ kind }) => kind === 'benchmark')?.sha256;
      const ended = { reviewId, stepId, outcome: known(outcome), manifest };
      return [(context) => new RecordMeasurement(id, ended, context)];
    }
  }
}

const known = (outcome: string): 'passed' | 'failed' => (outcome === 'passed' ? 'passed' : 'failed');
