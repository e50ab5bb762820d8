import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';

/** One running job, as far as cancelling it goes. */
export interface Cancellable {
  readonly queue: string;
  readonly key: string;
  readonly cancel: (reason: string) => void;
}

/**
 * Cancellation across processes. A request is a row in PostgreSQL, so that it works alike on both backends and outlives a FLUSHALL;
 * processes with running jobs look for rows that concern them.
 */
@Injectable()
export class Cancellations {
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(Database) private readonly database: Database) {}

  async request(queue: string, key: string, reason: string): Promise<void> {
    await this.database.pool.query(
      `insert into doyak.job_cancellation (queue, job_key, reason) values ($1, $2, $3)
       on conflict (queue, job_key) do update set reason = excluded.reason, requested_at = now()`,
      [queue, key, reason],
    );
  }

  /** Forgets the request for a job that has ended, so that the same work can be enqueued again. */
  async settle(queue: string, key: string): Promise<void> {
    await this.database.pool.query('delete from doyak.job_cancellation where queue = $1 and job_key = $2', [
      queue,
      key,
    ]);
  }

  /** Looks every `everyMs` for requests that concern `running()`. An unreachable database is no reason to stop looking. */
  watch(everyMs: number, running: () => readonly Cancellable[]): void {
    const look = async (): Promise<void> => {
      await this.look(running()).catch(() => undefined);
      if (this.timer) this.timer = setTimeout(() => void look(), everyMs);
    };
    this.timer = setTimeout(() => void look(), everyMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async look(running: readonly Cancellable[]): Promise<void> {
    if (running.length === 0) return;
    const { rows } = await this.database.pool.query<{ queue: string; job_key: string; reason: string }>(
      `select queue, job_key, reason from doyak.job_cancellation
        where (queue, job_key) in (select * from unnest($1::text[], $2::text[]))`,
      [running.map(({ queue }) => queue), running.map(({ key }) => key)],
    );
    for (const { queue, job_key: key, reason } of rows) {
      running.find((job) => job.queue === queue && job.key === key)?.cancel(reason);
    }
  }
}
