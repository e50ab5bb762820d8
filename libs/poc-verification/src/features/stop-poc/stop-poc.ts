import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { poc } from '../../domain/poc.js';
import { pocStream } from '../../poc-ids.js';

/** A verification stops with its stage or case. Refusal: POC_NOT_FOUND. */
export class StopPoc extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly because: 'case-closed' | 'stage-closed',
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopPoc)
export class StopPocHandler implements ICommandHandler<StopPoc> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ pocId, because, context }: StopPoc): Promise<Appended> {
    return this.store.decide(pocStream(pocId), poc, { type: 'StopPoc', because }, context);
  }
}
