import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import type { Mark } from '../../domain/sheet.js';
import { EvaluationDesk } from '../../evaluation-desk.js';

/** Marks for every line of the sheet. */
export interface GivenBallot {
  readonly marks: readonly Mark[];
  readonly opinion?: string;
}

/**
 * A reviewer's ballot (평가표); given again it replaces the one before, until the panel is closed. Refusals: PLEDGE_NEEDED, BALLOT_INVALID,
 * CHALLENGE_OPEN, DUTIES_NOT_SEPARATE, NOT_ON_PANEL, REVIEWER_OUT, REVIEWER_CONFLICTED, EVALUATION_CLOSED, PERSON_NEEDED, CASE_HELD.
 */
export class GiveBallot extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly ballot: GivenBallot,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(GiveBallot)
export class GiveBallotHandler implements ICommandHandler<GiveBallot> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  async execute({ evaluationId, ballot, context }: GiveBallot): Promise<Appended> {
    const state = await this.desk.layOpen(evaluationId);
    await this.desk.refuseApart(state, [context.actor.id], context.now);
    const candidate = await this.desk.candidate(context.actor.id);
    return this.desk.decide(evaluationId, { type: 'GiveBallot', ...ballot, candidate }, context);
  }
}
