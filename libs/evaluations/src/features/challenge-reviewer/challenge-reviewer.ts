import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import type { EvaluationCommand } from '../../domain/evaluation.js';
import { EvaluationDesk } from '../../evaluation-desk.js';

export type ChallengeStep = Extract<EvaluationCommand, { type: 'FileChallenge' | 'VoteOnChallenge' }>;

/**
 * A party challenges a member (기피 신청), and the committee decides by majority without that member (기피 의결). Refusals:
 * NOT_THE_APPLICANT, CHALLENGE_NOT_FORESEEN, NOT_A_MEMBER, CHALLENGED_BEFORE, CHALLENGE_NOT_FOUND, OWN_CHALLENGE, CHALLENGE_DECIDED,
 * PLEDGE_NEEDED, NOT_ON_PANEL, REVIEWER_OUT, REVIEWER_CONFLICTED, EVALUATION_CLOSED, CASE_HELD.
 */
export class ChallengeReviewer extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly step: ChallengeStep,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ChallengeReviewer)
export class ChallengeReviewerHandler implements ICommandHandler<ChallengeReviewer> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  async execute({ evaluationId, step, context }: ChallengeReviewer): Promise<Appended> {
    // An applicant's right does not wait for a case to be resumed.
    if (step.type === 'VoteOnChallenge') await this.desk.layOpen(evaluationId);
    return this.desk.decide(evaluationId, step, context);
  }
}
