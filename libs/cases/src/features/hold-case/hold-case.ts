import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { aCase } from '../../domain/case.js';

/** Puts a case on hold; nothing moves until it is resumed. Refusals: CASE_NOT_FOUND, CASE_CLOSED, CASE_HELD. */
export class HoldCase extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(HoldCase)
export class HoldCaseHandler implements ICommandHandler<HoldCase> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ caseId, reason, context }: HoldCase): Promise<Appended> {
    return this.store.decide(`case-${caseId}`, aCase, { type: 'HoldCase', reason }, context);
  }
}
