import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { budgetLineStream } from '../../budget-line-id.js';
import { budgetLine, type BudgetLineCommand } from '../../domain/budget-line.js';

/** Posts to a budget line what followed elsewhere. Nothing is refused: money that is missing is noted, and posting twice changes nothing. */
export class PostToLedger extends Command<Appended> {
  constructor(
    readonly posting: BudgetLineCommand,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PostToLedger)
export class PostToLedgerHandler implements ICommandHandler<PostToLedger> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ posting, context }: PostToLedger): Promise<Appended> {
    return this.store.decide(budgetLineStream(posting.programId, posting.line), budgetLine, posting, context);
  }
}
