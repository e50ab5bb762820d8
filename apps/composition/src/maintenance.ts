import { Database } from '@doyak/kernel/database';
import {
  defineJob,
  forgetProcessed,
  type PendingJob,
  type PendingSource,
  handler,
  QueuesModule,
} from '@doyak/kernel/queues';
import { dateOf } from '@doyak/kernel/calendar';
import { type DynamicModule, Inject, Injectable, Module } from '@nestjs/common';
import { z } from 'zod';

/** How long a processed message is remembered (days): far beyond any redelivery. */
const INBOX_DAYS = 30;
const DAY = 86_400_000;
const CONSUMER = 'maintenance.tidy';

/** Once a day in Seoul: what needs no longer be remembered is forgotten. */
const tidy = defineJob({
  name: CONSUMER,
  queue: 'maintenance',
  payload: z.object({ day: z.iso.date() }),
  concurrency: 1,
});

const tidyHandler = handler(tidy, async (_payload, context) => {
  await context.once(async (tx) => {
    const forgotten = await forgetProcessed(tx, new Date(Date.now() - INBOX_DAYS * DAY));
    context.log.info({ forgotten }, 'The inbox has been tidied');
  });
});

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
      imports: [QueuesModule.forFeature({ jobs: [tidy], handlers: [tidyHandler], sources: [TidySource] })],
      providers: [TidySource],
      exports: [TidySource],
    };
  }
}
