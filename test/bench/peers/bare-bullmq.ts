import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

const QUEUE = 'bare';

/** BullMQ alone, with handlers that do nothing. */
export interface BareBullmq {
  /** Enqueues `count` jobs in bulk and waits until all have run. Answers jobs per second. */
  run(count: number, bulk: number): Promise<number>;
  close(): Promise<void>;
}

/** On Redis by a URL, or on PostgreSQL with the pool size and the commit setting that Doyak's queues have. */
export async function openBareBullmq(
  where: { redisUrl: string } | { postgresUrl: string },
  concurrency: number,
): Promise<BareBullmq> {
  const pool =
    'postgresUrl' in where
      ? new pg.Pool({
          connectionString: where.postgresUrl,
          max: 7,
          options: '-c search_path=bullmq -c synchronous_commit=off',
        })
      : undefined;
  const redis = 'redisUrl' in where ? new Redis(where.redisUrl, { maxRetriesPerRequest: null }) : undefined;
  pool?.setMaxListeners(0);
  const factory = pool ? createPostgresBackend : undefined;
  const connection = (pool ?? redis) as never;
  if (pool) await pool.query('select doyak_ensure_queue($1)', [QUEUE]);
  const keep = { removeOnComplete: { age: 3_600, count: 1_000 } };
  const queue = new Queue(QUEUE, { connection }, factory as never);
  let left = 0;
  let finished = (): void => undefined;
  const worker = new Worker(QUEUE, async () => undefined, { connection, concurrency }, factory as never);
  worker.on('completed', () => {
    left -= 1;
    if (left === 0) finished();
  });
  await worker.waitUntilReady();
  let number = 0;
  return {
    async run(count, bulk) {
      left = count;
      const all = new Promise<void>((resolve) => (finished = resolve));
      const started = performance.now();
      for (let done = 0; done < count; done += bulk) {
        await queue.addBulk(
          Array.from({ length: bulk }, () => ({
            name: 'job',
            data: { number: (number += 1) },
            opts: { ...keep, jobId: `job-${number}` },
          })),
        );
      }
      await all;
      return count / ((performance.now() - started) / 1_000);
    },
    async close() {
      await worker.close();
      await queue.close();
      await pool?.end();
      redis?.disconnect();
    },
  };
}
