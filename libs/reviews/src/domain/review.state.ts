import type { ReviewEvent, ReviewOpening } from './review.events.js';

/** A step as the review knows it: its last run. */
export interface ReachedStep {
  readonly stepId: string;
  readonly run: number;
  /** Absent: it runs. */
  readonly outcome: string | undefined;
  readonly decidedBy: readonly string[];
}

export interface KnownReview extends ReviewOpening {
  readonly status: 'open' | 'decided' | 'stopped';
  readonly steps: Readonly<Record<string, ReachedStep>>;
  /** Passed over since their guard does not hold. */
  readonly skipped: readonly string[];
  readonly outcome: string | undefined;
}
export type ReviewState = { readonly status: 'none' } | KnownReview;

export function evolve(state: ReviewState, event: ReviewEvent): ReviewState {
  if (event.type === 'ReviewOpened')
    return { ...event.data, status: 'open', steps: {}, skipped: [], outcome: undefined };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'StepReached': {
      const { step, stepId, stepRun: run } = event.data;
      return withStep(state, step, { stepId, run, outcome: undefined, decidedBy: [] });
    }
    case 'StepReturned': {
      const { step, stepId, stepRun: run, outcome, decidedBy } = event.data;
      return withStep(state, step, { stepId, run, outcome, decidedBy });
    }
    case 'StepPassedOver':
      return { ...state, skipped: [...state.skipped, event.data.step] };
    case 'ReviewDecided':
      return { ...state, status: 'decided', outcome: event.data.outcome };
    case 'ReviewStopped':
      return { ...state, status: 'stopped' };
  }
}

function withStep(state: KnownReview, step: string, reached: ReachedStep): KnownReview {
  return { ...state, steps: { ...state.steps, [step]: reached } };
}

/** Whether a step that waits for this one has been reached. */
export function reliedOn(state: KnownReview, step: string): boolean {
  return state.plan.steps.some(({ id, after }) => {
    if (!after || !(id in state.steps || state.skipped.includes(id))) return false;
    const refs = 'all' in after ? after.all : after.any;
    return refs.some((ref) => ref.step === step);
  });
}
