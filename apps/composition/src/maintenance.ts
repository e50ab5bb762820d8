import { Database } from '@doyak/kernel/database';
import {
  defineJob,
  forgetProcessed,
  type Handles,
  type JobContext,
  JobHandler,
  type PendingJob,
  type PendingSource,
  QueuesModule,
} from '@doyak/kernel/queues';
import { dateOf } from '@doyak/kernel/calendar';
import { ExpireAccesses } from '@doyak/identity';
import { type DynamicModule, Inject, Injectable, Module } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { v5 } from 'uuid';
import { z } from 'zod';

/** How long a processed message is remembered (days): far beyond any redelivery. */
const INBOX_DAYS = 30;
const DAY = 86_400_000;
const CONSUMER = 'maintenance.tidy';
/** Namespace of command ids: any fixed UUID will do, it must never change. */
const COMMANDS = '0f9c0a52-9a1e-5d2f-8a5c-3b1f4f6f2e70';

/** Once a day in Seoul: what needs no longer be remembered is forgotten. */
const tidy = defineJob({
  name: CONSUMER,
  queue: 'maintenance',
  payload: z.object({ day: z.iso.date() }),
  concurrency: 1,
});

@JobHandler(tidy)
@Injectable()
class Tidy implements Handles<typeof tidy> {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  async run({ day }: { day: string }, context: JobContext): Promise<void> {
    const now = new Date();
    const actor = { kind: 'system', id: CONSUMER, authority: 'schedule' } as const;
    const commandId = v5(`expire-accesses:${day}`, COMMANDS);
    await this.commands.execute(new ExpireAccesses({ actor, now, commandId }));
    await context.once(async (tx) => {
      const forgotten = await forgetProcessed(tx, new Date(now.getTime() - INBOX_DAYS * DAY));
      context.log.info({ forgotten }, 'The inbox has been tidied');
    });
  }
}

/** Today's tidying, until it has been done. */
@Injectable()
class TidySource implements PendingSource {
  readonly name = CONSUMER;

  constructor(@Inject(Database) private readonly database: Database) {}

  async *pending(): AsyncIterable<PendingJob> {
    const day = dateOf(new Date());
    const { rowCount } = await this.database.pool.query(
      'select from doyak.inbox where consumer = $1 and message_id = $2',
      [CONSUMER, day],
    );
    if (rowCount === 0) yield { job: tidy, payload: { day }, id: day };
  }
}

/** Housekeeping of the installation itself. */
@Module({})
export class MaintenanceModule {
  static forRoot(): DynamicModule {
    return {
      module: MaintenanceModule,
      imports: [CqrsModule, QueuesModule.forFeature({ jobs: [tidy], sources: [TidySource] })],
      providers: [Tidy, TidySource],
      exports: [TidySource],
    };
  }
}
