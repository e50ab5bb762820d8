import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { budgetLineStream } from '../../budget-line-id.js';
import { budgetLine } from '../../domain/budget-line.js';
import { Funds } from '../../funds.js';

/**
 * Gives funds of a line to a round (회차별 배분), in KRW. Refusals: ROUND_NOT_FOUND, ROUND_NOT_OF_PROGRAM, BUDGET_LINE_NOT_FOUND,
 * FUNDS_INSUFFICIENT, AMOUNT_INVALID, PERSON_NEEDED.
 */
export class AllocateFunds extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly line: string,
    readonly asked: { readonly roundId: string; readonly amount: number },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AllocateFunds)
export class AllocateFundsHandler implements ICommandHandler<AllocateFunds> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Funds) private readonly funds: Funds,
  ) {}

  async execute({ programId, line, asked, context }: AllocateFunds): Promise<Appended> {
    await this.funds.refuseForeignRound(programId, line, asked.roundId);
    return this.store.decide(
      budgetLineStream(programId, line),
      budgetLine,
      { type: 'AllocateFunds', programId, line, ...asked },
      context,
    );
  }
}
