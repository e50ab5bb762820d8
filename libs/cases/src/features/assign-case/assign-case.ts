import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { aCase } from '../../domain/case.js';

/** Names the person who is responsible for a case. Refusals: CASE_NOT_FOUND, CASE_CLOSED. */
export class AssignCase extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly responsible: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AssignCase)
export class AssignCaseHandler implements ICommandHandler<AssignCase> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ caseId, responsible, context }: AssignCase): Promise<Appended> {
    return this.store.decide(`case-${caseId}`, aCase, { type: 'AssignCase', responsible }, context);
  }
}
