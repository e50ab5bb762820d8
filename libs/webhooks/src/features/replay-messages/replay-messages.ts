import { Inject } from '@nestjs/common';
import {
  Command,
  CommandHandler,
  type ICommandHandler,
  type IQueryHandler,
  Query,
  QueryHandler,
} from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { endpoint } from '../../domain/endpoint.js';
import { countReplay } from '../../messages/endpoint-rows.js';
import { endpointStream } from '../../webhook-ids.js';

/** Indices of the log, both included; without `to`: up to the end. */
export interface Range {
  readonly from: number;
  readonly to?: number;
}

/** How many messages a replay of a range would send. */
export class CountReplay extends Query<{ count: number; to: number }> {
  constructor(
    readonly endpointId: string,
    readonly range: Range,
  ) {
    super();
  }
}

/**
 * Sends the messages of a range again, in order, under their own ids; also those of events before the endpoint was there, as far as the cases
 * concerned the partner. `expected` is the count that was shown. Refusals: ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED, COUNT_DIFFERS, REPLAY_SIZE,
 * PERSON_NEEDED.
 */
export class ReplayMessages extends Command<Appended> {
  constructor(
    readonly endpointId: string,
    readonly range: Range,
    readonly expected: number,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@QueryHandler(CountReplay)
export class CountReplayHandler implements IQueryHandler<CountReplay> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  async execute({ endpointId, range }: CountReplay): Promise<{ count: number; to: number }> {
    const to = range.to ?? (await this.store.logSize()) - 1;
    return { count: await countReplay(endpointId, range.from, to, this.database.pool), to };
  }
}

@CommandHandler(ReplayMessages)
export class ReplayMessagesHandler implements ICommandHandler<ReplayMessages> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  async execute({ endpointId, range, expected, reason, context }: ReplayMessages): Promise<Appended> {
    const { from } = range;
    const to = range.to ?? (await this.store.logSize()) - 1;
    const count = await countReplay(endpointId, from, to, this.database.pool);
    return this.store.decide(
      endpointStream(endpointId),
      endpoint,
      { type: 'ReplayMessages', from, to, count, expected, reason },
      context,
    );
  }
}
