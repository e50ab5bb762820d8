import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { budgetLineStream } from '../../budget-line-id.js';
import { budgetLine } from '../../domain/budget-line.js';
import { Funds } from '../../funds.js';

/**
 * Promises an agreement's money to its case (지출원인행위): the whole of its document in force, or what an amendment changes about it.
 * Answers nothing where no money is agreed. With `noteLack`, money that is not there is noted instead of refused. Refusals:
 * AGREEMENT_NOT_FOUND, AGREEMENT_NOT_IN_FORCE, AGREEMENT_OF_ANOTHER_LINE, FUNDS_INSUFFICIENT.
 */
export class CommitFunds extends Command<Appended | undefined> {
  constructor(
    readonly agreementId: string,
    readonly options: {
      readonly noteLack: boolean;
      /** The line that is expected to pay. */
      readonly from?: { readonly programId: string; readonly line: string };
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CommitFunds)
export class CommitFundsHandler implements ICommandHandler<CommitFunds> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Funds) private readonly funds: Funds,
  ) {}

  async execute({ agreementId, options, context }: CommitFunds): Promise<Appended | undefined> {
    const { noteLack, from } = options;
    const agreed = await this.funds.agreed(agreementId);
    if (from && (agreed?.programId !== from.programId || agreed.line !== from.line))
      throw new Refusal(
        'rule',
        'AGREEMENT_OF_ANOTHER_LINE',
        'The agreement is not paid from this budget line',
      );
    if (!agreed) return undefined;
    return this.store.decide(
      budgetLineStream(agreed.programId, agreed.line),
      budgetLine,
      { type: 'CommitFunds', noteLack, ...agreed },
      context,
    );
  }
}
