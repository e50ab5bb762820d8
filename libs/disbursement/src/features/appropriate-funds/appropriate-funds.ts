import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { budgetLineStream } from '../../budget-line-id.js';
import { budgetLine } from '../../domain/budget-line.js';
import { Funds } from '../../funds.js';

/**
 * Puts money of a year's budget or of a decision (예산 배정) into a line, in KRW. Refusals: PROGRAM_NOT_FOUND, BUDGET_LINE_NOT_FOUND,
 * ABOVE_BUDGET, AMOUNT_INVALID, PERSON_NEEDED.
 */
export class AppropriateFunds extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly line: string,
    readonly asked: { readonly programVersion: number; readonly amount: number; readonly basis: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AppropriateFunds)
export class AppropriateFundsHandler implements ICommandHandler<AppropriateFunds> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Funds) private readonly funds: Funds,
  ) {}

  async execute({ programId, line, asked, context }: AppropriateFunds): Promise<Appended> {
    const { programVersion, amount, basis } = asked;
    const budget = await this.funds.budget(programId, programVersion, line);
    return this.store.decide(
      budgetLineStream(programId, line),
      budgetLine,
      { type: 'AppropriateFunds', programId, line, amount, basis, budget },
      context,
    );
  }
}
