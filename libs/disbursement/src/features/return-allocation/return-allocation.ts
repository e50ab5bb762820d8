import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { budgetLineStream } from '../../budget-line-id.js';
import { budgetLine } from '../../domain/budget-line.js';

/** Takes back what a round has not promised to anybody, in KRW. Refusals: FUNDS_INSUFFICIENT, AMOUNT_INVALID, PERSON_NEEDED. */
export class ReturnAllocation extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly line: string,
    readonly asked: { readonly roundId: string; readonly amount: number; readonly reason: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReturnAllocation)
export class ReturnAllocationHandler implements ICommandHandler<ReturnAllocation> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ programId, line, asked, context }: ReturnAllocation): Promise<Appended> {
    return this.store.decide(
      budgetLineStream(programId, line),
      budgetLine,
      { type: 'ReturnAllocation', programId, line, ...asked },
      context,
    );
  }
}
