import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { DigestLine } from '../../domain/endpoint.events.js';
import { endpoint } from '../../domain/endpoint.js';
import { endpointStream, MESSAGES_FOLLOWER } from '../../webhook-ids.js';

/**
 * Tells an endpoint once a day what it should hold: of each case how many messages, and the last sequence. The digest is a message like any
 * other: signed, in the log, in the feed.
 */
export class IssueDigest extends Command<Appended> {
  constructor(
    readonly endpointId: string,
    readonly day: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(IssueDigest)
export class IssueDigestHandler implements ICommandHandler<IssueDigest> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Database) private readonly database: Database,
  ) {}

  async execute({ endpointId, day, context }: IssueDigest): Promise<Appended> {
    // The place first: what comes in between is counted in the cases and not promised by the place.
    const { rows: places } = await this.database.pool.query<{ checkpoint: string }>(
      'select checkpoint from doyak.followers where name = $1',
      [MESSAGES_FOLLOWER],
    );
    const { rows: cases } = await this.database.pool.query<DigestLine>(
      `select case_id as "caseId", messages, last_sequence as "lastSequence" from webhooks.positions
       where endpoint_id = $1 order by case_id`,
      [endpointId],
    );
    const through = Math.max(0, Number(places[0]?.checkpoint ?? 0));
    return this.store.decide(
      endpointStream(endpointId),
      endpoint,
      { type: 'IssueDigest', day, through, cases },
      context,
    );
  }
}
