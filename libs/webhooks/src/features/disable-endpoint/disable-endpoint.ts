import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { endpoint } from '../../domain/endpoint.js';
import { endpointStream } from '../../webhook-ids.js';

/** Ends an endpoint for good; its messages are kept. Refusals: ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED, PERSON_NEEDED. */
export class DisableEndpoint extends Command<Appended> {
  constructor(
    readonly endpointId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DisableEndpoint)
export class DisableEndpointHandler implements ICommandHandler<DisableEndpoint> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ endpointId, reason, context }: DisableEndpoint): Promise<Appended> {
    return this.store.decide(
      endpointStream(endpointId),
      endpoint,
      { type: 'DisableEndpoint', reason },
      context,
    );
  }
}
