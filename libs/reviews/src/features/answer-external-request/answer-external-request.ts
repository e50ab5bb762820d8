import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { reliedOn } from '../../domain/review.state.js';
import { step } from '../../domain/step.js';
import { ReviewDesk } from '../../review-desk.js';
import { stepStream } from '../../review-ids.js';

/** What a partner answered, as it was signed. */
export interface ExternalAnswer {
  readonly requestId: string;
  /** One of the outcomes of the step. */
  readonly outcome: string;
  /** SHA-256 (hex) of the raw bytes of the body. */
  readonly bodySha256: string;
  /** `bodySha256` of the answer that this one corrects; absent: a first answer. */
  readonly supersedes?: string;
  /** A context takes the answer in at a route of its own, with all that belongs to it; absent: a plain callback. */
  readonly whole?: true;
}

/**
 * A partner's answer to a request. The context's actor is who answered: its organisation must be the one that was asked. The same bytes again
 * change nothing; other bytes before the deadline are a correction when they say which answer they supersede, for as long as nothing was built
 * on it. Refusals: REQUEST_NOT_FOUND, NOT_THE_PARTNER, ANSWER_ELSEWHERE, REQUEST_LATE, REQUEST_CLOSED, REQUEST_ANSWERED, ANSWER_SUPERSEDED,
 * OUTCOME_UNKNOWN, STEP_NOT_RUNNING.
 */
export class AnswerExternalRequest extends Command<Appended> {
  constructor(
    readonly answer: ExternalAnswer,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AnswerExternalRequest)
export class AnswerExternalRequestHandler implements ICommandHandler<AnswerExternalRequest> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
  ) {}

  async execute({ answer, context }: AnswerExternalRequest): Promise<Appended> {
    const { whole, ...said } = answer;
    const { requestId } = said;
    const { state } = await this.store.load(stepStream(requestId), step);
    if (state.status === 'none' || state.spec.kind !== 'external')
      throw new Refusal('not-found', 'REQUEST_NOT_FOUND', 'There is no such request');
    const review = await this.desk.review(state.reviewId);
    if (!whole) await this.desk.refusePlain(review, state.step);
    const current = review.steps[state.step]?.stepId === requestId;
    const correctable = review.status === 'open' && current && !reliedOn(review, state.step);
    return this.store.decide(
      stepStream(requestId),
      step,
      { type: 'AnswerRequest', ...said, correctable },
      context,
    );
  }
}
