import { type Decider, fold, type Given, Refusal } from '@doyak/kernel/decider';
import { nextMoves } from './plan-moves.js';
import type { ReviewEvent, ReviewOpening } from './review.events.js';
import { evolve, type KnownReview, reliedOn, type ReviewState } from './review.state.js';

/** Names the run of a step; comes with the command so that the domain draws no ids. */
export type StepNamer = (step: string, run: number) => string;

export type ReviewCommand =
  | ({ type: 'OpenReview'; nameStep: StepNamer } & ReviewOpening)
  | {
      type: 'ReturnStep';
      stepId: string;
      outcome: string;
      decidedBy: readonly string[];
      nameStep: StepNamer;
    }
  | { type: 'RepeatStep'; step: string; reason: string; nameStep: StepNamer }
  | { type: 'StopReview'; because: 'case-closed' | 'stage-closed' };

/**
 * One run of a review stage (검토): its plan, which steps have been reached, and what they came to. A step itself is another stream; it tells the
 * review how it ended.
 */
export const review: Decider<ReviewState, ReviewCommand, ReviewEvent> = {
  name: 'review',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<ReviewCommand>, state: ReviewState): ReviewEvent[] {
  if (command.type === 'OpenReview') {
    if (state.status !== 'none') return [];
    const { type: _type, nameStep, now: _now, actor: _actor, ...data } = command;
    return proceed(state, [{ type: 'ReviewOpened', data }], nameStep);
  }
  if (state.status === 'none') throw new Refusal('not-found', 'REVIEW_NOT_FOUND', 'There is no such review');
  switch (command.type) {
    case 'StopReview': {
      if (state.status !== 'open') return [];
      const data = { ...placeOfReview(state), because: command.because, stopped: running(state) };
      return [{ type: 'ReviewStopped', data }];
    }
    case 'ReturnStep':
      return returnStep(command, state);
    case 'RepeatStep':
      return repeatStep(command, state);
  }
}

function returnStep(
  { stepId, outcome, decidedBy, nameStep }: Given<Extract<ReviewCommand, { type: 'ReturnStep' }>>,
  state: KnownReview,
): ReviewEvent[] {
  const found = Object.entries(state.steps).find(([, one]) => one.stepId === stepId);
  // An earlier run that ends late, or a review that is over: nothing follows any more.
  if (!found || state.status !== 'open') return [];
  const [step, { run: stepRun, outcome: before }] = found;
  if (before === outcome) return [];
  // A corrected answer counts for as long as nothing was built on the one before.
  if (before !== undefined && reliedOn(state, step)) return [];
  const data = { ...placeOfReview(state), step, stepId, stepRun, outcome, decidedBy: [...decidedBy] };
  return proceed(state, [{ type: 'StepReturned', data }], nameStep);
}

function repeatStep(
  { step, reason, nameStep, actor }: Given<Extract<ReviewCommand, { type: 'RepeatStep' }>>,
  state: KnownReview,
): ReviewEvent[] {
  if (state.status !== 'open')
    throw new Refusal('conflict', 'REVIEW_CLOSED', 'The review has been decided or stopped');
  const known = state.steps[step];
  if (!known) throw new Refusal('not-found', 'STEP_NOT_FOUND', 'The review has not reached such a step');
  if (reliedOn(state, step))
    throw new Refusal('conflict', 'STEP_RELIED_ON', 'A later step has begun on the outcome of this one');
  const stepRun = known.run + 1;
  const data = {
    ...placeOfReview(state),
    ...{ step, stepRun, reason, stepId: nameStep(step, stepRun) },
    by: actor.kind === 'person' ? actor.id : undefined,
  };
  return [{ type: 'StepReached', data }];
}

/** Adds what follows from `events`: steps that may begin now, those passed over, and the result. */
function proceed(state: ReviewState, events: ReviewEvent[], nameStep: StepNamer): ReviewEvent[] {
  const all = [...events];
  for (;;) {
    const after = fold({ initialState: state, evolve }, all) as KnownReview;
    const place = placeOfReview(after);
    const { result, begin, pass } = nextMoves(after);
    if (result !== undefined) {
      const decidedBy = [...new Set(Object.values(after.steps).flatMap((one) => one.decidedBy))];
      return [
        ...all,
        { type: 'ReviewDecided', data: { ...place, outcome: result, decidedBy, stopped: running(after) } },
      ];
    }
    for (const step of pass) all.push({ type: 'StepPassedOver', data: { ...place, step } });
    for (const step of begin) {
      all.push({ type: 'StepReached', data: { ...place, step, stepRun: 1, stepId: nameStep(step, 1) } });
    }
    // What is passed over can let others begin.
    if (pass.length === 0) return all;
  }
}

function running(state: KnownReview): string[] {
  return Object.values(state.steps).flatMap(({ stepId, outcome }) => (outcome === undefined ? [stepId] : []));
}

function placeOfReview({ reviewId, caseId, stage, run }: ReviewOpening) {
  return { reviewId, caseId, stage, run };
}
