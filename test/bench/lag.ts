import { setTimeout as delay } from 'node:timers/promises';
import type { BenchStore } from './bench-store.js';
import { boxStream, counted, given } from './box-events.js';

/**
 * Appends at `rate` events a second for `ms` with the sequencer on. Answers, for each event, the ms from the append's answer until the batch that
 * holds it has committed (0 when that was first).
 */
export async function measureLag(bench: BenchStore, rate: number, ms: number): Promise<number[]> {
  const from = await bench.store.logSize();
  const answered = new Map<string, number>();
  const batches: number[] = [];
  const watching = new AbortController();
  const watch = async () => {
    while (!watching.signal.aborted) {
      await bench.signals.sequenced.wait(60_000, watching.signal);
      if (!watching.signal.aborted) batches.push(performance.now());
    }
  };
  const watched = watch();
  await bench.sequencing(() =>
    pace(rate, ms, async () => {
      const { events } = await bench.store.append({ ...given(), streamId: boxStream(), events: [counted] });
      answered.set(events[0]!.id, performance.now());
    }),
  );
  watching.abort();
  await watched;
  // Every batch has an instant of its own in the log, and was signalled once, in the same order.
  const { rows } = await bench.database.pool.query<{ event_id: string; batch: string }>(
    'select event_id, dense_rank() over (order by sequenced_at) - 1 as batch from doyak.log where index >= $1',
    [from],
  );
  const found = new Set(rows.map(({ batch }) => batch)).size;
  if (found !== batches.length)
    throw new Error(`${batches.length} batches were signalled, ${found} are in the log`);
  return rows.map(({ event_id, batch }) => Math.max(0, batches[Number(batch)]! - answered.get(event_id)!));
}

async function pace(rate: number, ms: number, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  const running: Promise<void>[] = [];
  for (;;) {
    const passed = performance.now() - started;
    if (passed >= ms) break;
    for (const due = Math.floor((passed / 1_000) * rate); running.length < due;) running.push(work());
    await delay(1);
  }
  await Promise.all(running);
}
