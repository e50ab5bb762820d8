import { Gauge, type Registry } from 'prom-client';
import { jobStates, type QueueCounts, type QueueOperations } from './queue-operations.js';

/**
 * Registers gauges that ask the queues when they are scraped: `doyak_queue_jobs{queue,state}` and
 * `doyak_queue_oldest_waiting_seconds{queue}`. While the backend is away they have no values; the scrape itself goes on.
 */
export function registerQueueMetrics(operations: QueueOperations, registry: Registry): void {
  let asked: Promise<QueueCounts[]> | undefined;
  // Both gauges of one scrape share one round of questions.
  const counts = (): Promise<QueueCounts[]> => {
    asked ??= operations
      .counts()
      .catch(() => [])
      .finally(() => {
        asked = undefined;
      });
    return asked;
  };
  new Gauge({
    name: 'doyak_queue_jobs',
    help: 'Jobs kept in a queue, by state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      const found = await counts();
      this.reset();
      for (const queue of found)
        for (const state of jobStates) this.set({ queue: queue.queue, state }, queue[state]);
    },
  });
  new Gauge({
    name: 'doyak_queue_oldest_waiting_seconds',
    help: 'How long the oldest waiting job of a queue has waited',
    labelNames: ['queue'],
    registers: [registry],
    async collect() {
      const found = await counts();
      this.reset();
      for (const { queue, oldestWaitingMs } of found) this.set({ queue }, oldestWaitingMs / 1_000);
    },
  });
}
