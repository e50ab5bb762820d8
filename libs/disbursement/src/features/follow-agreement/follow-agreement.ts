import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { GetAgreement } from '@doyak/agreements';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';

/** Takes over the amount of the agreement's document in force. Nothing happens where none is in force or no money is agreed. */
export class FollowAgreement extends Command<Appended | undefined> {
  constructor(
    readonly disbursementId: string,
    readonly agreementId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(FollowAgreement)
export class FollowAgreementHandler implements ICommandHandler<FollowAgreement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  async execute({ disbursementId, agreementId, context }: FollowAgreement): Promise<Appended | undefined> {
    const found = await this.queries.execute(new GetAgreement(agreementId));
    const document = found?.state.offers.find(({ status }) => status === 'concluded')?.document;
    if (!document || document.amount === 0) return undefined;
    const { amount, number } = document;
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'SetAmount', amount, agreement: { agreementId, number } },
      context,
    );
  }
}
