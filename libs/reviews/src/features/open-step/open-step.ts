import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { outcomesOfStep, type ReviewStep } from '@doyak/programs';
import type { StepSpec } from '../../domain/step.events.js';
import { step } from '../../domain/step.js';
import { ReviewDesk } from '../../review-desk.js';
import { stepStream } from '../../review-ids.js';
import { StepTimes, type Times } from '../../step-times.js';

/** Opens the run of a step that its review has reached. Refusal: REVIEW_NOT_FOUND. */
export class OpenStep extends Command<Appended> {
  constructor(
    readonly reached: {
      readonly reviewId: string;
      readonly step: string;
      readonly stepRun: number;
      readonly stepId: string;
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenStep)
export class OpenStepHandler implements ICommandHandler<OpenStep> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(StepTimes) private readonly times: StepTimes,
  ) {}

  async execute({ reached, context }: OpenStep): Promise<Appended> {
    const { reviewId, step: id, stepRun, stepId } = reached;
    const review = await this.desk.review(reviewId);
    const { caseId, stage, run, applicationId, applicant } = review;
    const config = await this.desk.stepConfig(review, id);
    const times =
      config.kind === 'human' ? await this.times.from(review, id, context.now, context.now) : undefined;
    return this.store.decide(
      stepStream(stepId),
      step,
      {
        type: 'OpenStep',
        ...{ stepId, reviewId, caseId, stage, run, step: id, stepRun, applicationId, applicant },
        outcomes: [...outcomesOfStep(config)],
        spec: specOf(config, times),
      },
      { ...context, caseId },
    );
  }
}

function specOf(config: ReviewStep, times: Times | undefined): StepSpec {
  if (config.kind === 'automated') {
    const { kind, checker, onError } = config;
    return { kind, checker, onError };
  }
  if (config.kind === 'external') {
    const { kind, partner, ask, silence } = config;
    return { kind, partner, ask, silence };
  }
  const { kind, role, assignment, eyes, escalateTo } = config;
  return {
    kind,
    role,
    assignment,
    eyes,
    dueBefore: times?.before,
    escalateTo,
    remindAt: times?.remindAt ?? [],
  };
}
