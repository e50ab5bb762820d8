import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { aCase } from '../../domain/case.js';

/** Resumes a case that is on hold. Refusals: CASE_NOT_FOUND, CASE_NOT_HELD. */
export class ResumeCase extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ResumeCase)
export class ResumeCaseHandler implements ICommandHandler<ResumeCase> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ caseId, reason, context }: ResumeCase): Promise<Appended> {
    return this.store.decide(`case-${caseId}`, aCase, { type: 'ResumeCase', reason }, context);
  }
}
