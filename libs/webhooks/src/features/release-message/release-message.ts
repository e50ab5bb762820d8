import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { endpoint } from '../../domain/endpoint.js';
import { messageState } from '../../messages/replays.js';
import { endpointStream } from '../../webhook-ids.js';

/** Puts a message that was set aside back to its place. Refusals: ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED, MESSAGE_NOT_FOUND, MESSAGE_NOT_SO, PERSON_NEEDED. */
export class ReleaseMessage extends Command<Appended> {
  constructor(
    readonly endpointId: string,
    readonly index: number,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReleaseMessage)
export class ReleaseMessageHandler implements ICommandHandler<ReleaseMessage> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Database) private readonly database: Database,
  ) {}

  async execute({ endpointId, index, reason, context }: ReleaseMessage): Promise<Appended> {
    const message = await messageState(this.database, endpointId, index);
    return this.store.decide(
      endpointStream(endpointId),
      endpoint,
      { type: 'ReleaseMessage', index, message, reason },
      context,
    );
  }
}
