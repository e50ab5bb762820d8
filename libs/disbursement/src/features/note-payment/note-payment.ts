import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';

/** Tells an order what the bank says happened to it; telling it twice changes nothing. */
export class NotePayment extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly orderId: string,
    readonly note: {
      readonly as: 'paid' | 'rejected' | 'returned';
      readonly code?: string;
      readonly fileId: string;
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(NotePayment)
export class NotePaymentHandler implements ICommandHandler<NotePayment> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ disbursementId, orderId, note, context }: NotePayment): Promise<Appended> {
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'NotePayment', orderId, ...note },
      context,
    );
  }
}
