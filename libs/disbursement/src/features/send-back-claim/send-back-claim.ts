import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/** Asks for a better claim (보완요청). Refusals: TRANCHE_NOT_FOUND, TRANCHE_NOT_SO, and what every officer can be refused with. */
export class SendBackClaim extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly tranche: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SendBackClaim)
export class SendBackClaimHandler implements ICommandHandler<SendBackClaim> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, tranche, reason, context }: SendBackClaim): Promise<Appended> {
    await this.desk.going(disbursementId);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'SendBackClaim', tranche, reason },
      context,
    );
  }
}
