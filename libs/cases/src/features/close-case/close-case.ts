import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { CaseOutcome } from '../../domain/case.events.js';
import { aCase } from '../../domain/case.js';

/** Closes a case by a person or because its application was withdrawn. Refusals: CASE_NOT_FOUND, CASE_CLOSED. */
export class CloseCase extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly as: CaseOutcome,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CloseCase)
export class CloseCaseHandler implements ICommandHandler<CloseCase> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ caseId, as, reason, context }: CloseCase): Promise<Appended> {
    return this.store.decide(`case-${caseId}`, aCase, { type: 'CloseCase', as, reason }, context);
  }
}
