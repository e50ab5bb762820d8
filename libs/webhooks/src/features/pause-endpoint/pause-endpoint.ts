import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { endpoint } from '../../domain/endpoint.js';
import { endpointStream } from '../../webhook-ids.js';

/** Holds the messages of an endpoint: a person says so, or it is gone (410), or the last attempt of a message failed. Refusals: ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED, ENDPOINT_NOT_SO, PERSON_NEEDED. */
export class PauseEndpoint extends Command<Appended> {
  constructor(
    readonly endpointId: string,
    readonly because: 'person' | 'gone' | 'exhausted',
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PauseEndpoint)
export class PauseEndpointHandler implements ICommandHandler<PauseEndpoint> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ endpointId, because, reason, context }: PauseEndpoint): Promise<Appended> {
    return this.store.decide(
      endpointStream(endpointId),
      endpoint,
      { type: 'PauseEndpoint', because, reason },
      context,
    );
  }
}
