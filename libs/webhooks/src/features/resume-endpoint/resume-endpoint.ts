import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { endpoint } from '../../domain/endpoint.js';
import { endpointStream } from '../../webhook-ids.js';

/** Lets a paused endpoint have its messages again, in order. Refusals: ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED, ENDPOINT_NOT_SO, PERSON_NEEDED. */
export class ResumeEndpoint extends Command<Appended> {
  constructor(
    readonly endpointId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ResumeEndpoint)
export class ResumeEndpointHandler implements ICommandHandler<ResumeEndpoint> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ endpointId, reason, context }: ResumeEndpoint): Promise<Appended> {
    return this.store.decide(
      endpointStream(endpointId),
      endpoint,
      { type: 'ResumeEndpoint', reason },
      context,
    );
  }
}
