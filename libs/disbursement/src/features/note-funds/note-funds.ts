import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';

/** Tells an order what the ledger answered: KRW that are lacking, or none. */
export class NoteFunds extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly orderId: string,
    readonly lacking: number,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(NoteFunds)
export class NoteFundsHandler implements ICommandHandler<NoteFunds> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ disbursementId, orderId, lacking, context }: NoteFunds): Promise<Appended> {
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'NoteFunds', orderId, lacking },
      context,
    );
  }
}
