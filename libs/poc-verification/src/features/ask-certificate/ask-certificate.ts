import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { poc } from '../../domain/poc.js';
import { pocStream } from '../../poc-ids.js';

/** Takes in that a laboratory has been asked for its report. Refusal: POC_NOT_FOUND. */
export class AskCertificate extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly request: {
      readonly reviewId: string;
      readonly requestId: string;
      readonly organisationId: string;
      readonly answerBefore: string;
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AskCertificate)
export class AskCertificateHandler implements ICommandHandler<AskCertificate> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ pocId, request, context }: AskCertificate): Promise<Appended> {
    const { reviewId, requestId, organisationId, answerBefore } = request;
    const command = { type: 'AskCertificate', reviewId, requestId, organisationId, answerBefore } as const;
    return this.store.decide(pocStream(pocId), poc, command, context);
  }
}
