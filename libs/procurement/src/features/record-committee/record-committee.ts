import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { RegistrationDesk } from '../../registration-desk.js';
import { serviceReviewId } from '../../registration-ids.js';

/** How a session of the committee ended, or how its votes stand after a member fell out. */
export interface CommitteeVote {
  readonly registrationId: string;
  readonly evaluationId: string;
  /** Absent: too few votes are left. */
  readonly inFavour?: boolean;
  readonly decidedBy: readonly string[];
}

/** Records what the committee decided (심의 의결). Refusal: REGISTRATION_NOT_FOUND. */
export class RecordCommittee extends Command<Appended> {
  constructor(
    readonly vote: CommitteeVote,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RecordCommittee)
export class RecordCommitteeHandler implements ICommandHandler<RecordCommittee> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  execute({ vote: { registrationId, ...vote }, context }: RecordCommittee): Promise<Appended> {
    const reviewIdOf = (session: number) => serviceReviewId(registrationId, session);
    return this.desk.decide(registrationId, { type: 'RecordCommittee', ...vote, reviewIdOf }, context);
  }
}
