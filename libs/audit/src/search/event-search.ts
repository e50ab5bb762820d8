import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { EventStore, type LoggedEvent } from '@doyak/kernel/event-store';

/** What to search for; what is absent does not matter. */
export interface EventFilter {
  readonly type?: string | undefined;
  readonly caseId?: string | undefined;
  readonly programId?: string | undefined;
  readonly actorId?: string | undefined;
  /** When it happened: from this instant … */
  readonly from?: Date | undefined;
  /** … to just before this one. */
  readonly until?: Date | undefined;
}

const PAGE = 500;

/** Searches the log by the event index. `programs` limits it to events of these programs and of their cases. */
@Injectable()
export class EventSearch {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  /** Up to `limit` events with an index greater than `after`, in log order. */
  async find(
    filter: EventFilter,
    programs: readonly string[] | undefined,
    after: number,
    limit: number,
  ): Promise<LoggedEvent[]> {
    const { rows } = await this.database.pool.query<{ index: string }>(
      `select e.index from read.event_index e
       where e.index > $1 and ($2::text is null or e.type = $2) and ($3::uuid is null or e.case_id = $3)
         and ($4::text is null or e.actor_id = $4)
         and ($5::timestamptz is null or e.occurred_at >= $5) and ($6::timestamptz is null or e.occurred_at < $6)
         and ($7::text is null or ${ofPrograms('array[$7]')}) and ($8::text[] is null or ${ofPrograms('$8')})
       order by e.index limit $9`,
      [
        ...[after, filter.type, filter.caseId, filter.actorId, filter.from, filter.until],
        ...[filter.programId, programs, limit],
      ],
    );
    return this.store.readAt(rows.map(({ index }) => Number(index)));
  }

  /** Everything found up to `most`, page by page in flat memory. */
  async *stream(
    filter: EventFilter,
    programs: readonly string[] | undefined,
    after: number,
    most: number,
  ): AsyncGenerator<LoggedEvent> {
    let at = after;
    for (let left = most; left > 0;) {
      const events = await this.find(filter, programs, at, Math.min(PAGE, left));
      if (events.length === 0) return;
      yield* events;
      at = events.at(-1)!.index;
      left -= events.length;
    }
  }

  /** Whether a case is of one of these programs. */
  async isOf(caseId: string, programs: readonly string[]): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      'select from read.case_list where case_id = $1 and program_id = any($2)',
      [caseId, programs],
    );
    return rowCount === 1;
  }
}

/** An event names its program, or belongs to a case of it. */
function ofPrograms(ids: string): string {
  return `(e.program_id = any(${ids}::text[])
    or e.case_id in (select case_id from read.case_list where program_id = any(${ids}::text[])))`;
}
