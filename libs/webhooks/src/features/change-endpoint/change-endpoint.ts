import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Wishes } from '../../domain/endpoint.events.js';
import { endpoint } from '../../domain/endpoint.js';
import { EndpointDesk } from '../../endpoint-desk.js';
import { endpointStream } from '../../webhook-ids.js';

/**
 * Replaces what an endpoint asks for; another address is activated anew, and what waits goes there. Refusals: ENDPOINT_NOT_FOUND,
 * ENDPOINT_DISABLED, ENDPOINT_KIND_FIXED, TYPES_NOT_GRANTED, FAT_NOT_GRANTED, URL_NOT_ALLOWED, PERSON_NEEDED.
 */
export class ChangeEndpoint extends Command<Appended> {
  constructor(
    readonly endpointId: string,
    readonly wishes: Omit<Wishes, 'officer'>,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ChangeEndpoint)
export class ChangeEndpointHandler implements ICommandHandler<ChangeEndpoint> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  async execute({ endpointId, wishes, reason, context }: ChangeEndpoint): Promise<Appended> {
    const { organisationId } = await this.desk.endpoint(endpointId);
    await this.desk.refuseUrl(wishes.url);
    const { officer, ...granted } = await this.desk.granted(organisationId);
    return this.store.decide(
      endpointStream(endpointId),
      endpoint,
      { type: 'ChangeEndpoint', wishes: { ...wishes, officer }, granted, reason },
      context,
    );
  }
}
