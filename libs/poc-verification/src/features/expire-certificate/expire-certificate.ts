import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { poc } from '../../domain/poc.js';
import { pocStream } from '../../poc-ids.js';

/** A certificate's last day is over. Refusals: POC_NOT_FOUND, CERTIFICATE_VALID. */
export class ExpireCertificate extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly number: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ExpireCertificate)
export class ExpireCertificateHandler implements ICommandHandler<ExpireCertificate> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ pocId, number, context }: ExpireCertificate): Promise<Appended> {
    return this.store.decide(pocStream(pocId), poc, { type: 'ExpireCertificate', number }, context);
  }
}
