import type { ApiClient } from './api-client.js';
import { until } from './waiting.js';

/** Waits until whatever follows from what was done has been done: no event waits for its place, no follower is behind, and the log stands still. */
export async function untilQuiet(api: ApiClient): Promise<void> {
  let before: string | undefined;
  await until('everything that follows by itself', async () => {
    const metrics = await api.text('/metrics');
    const [size] = /^doyak_log_size \d+$/m.exec(metrics) ?? [];
    const busy = /^doyak_(log_pending|follower_lag\{.*\}) [1-9]/m.test(metrics);
    const still = size !== undefined && size === before;
    before = size;
    return still && !busy;
  });
}

/** Events in the log, by its latest signed checkpoint (C2SP tlog-checkpoint: origin, size, root), once it covers them all. */
export async function sizeOfLog(api: ApiClient): Promise<number> {
  const [, sequenced] = /^doyak_log_size (\d+)$/m.exec(await api.text('/metrics')) ?? [];
  return until('a checkpoint of the whole log', async () => {
    const [, size] = (await api.text('/log/checkpoint')).split('\n');
    return Number(size) >= Number(sequenced) && Number(size);
  });
}

/** Reads the live stream from the beginning up to an event of the log; answers how many events there were, by stored type. */
export async function countEvents(api: ApiClient, upToSize: number): Promise<Map<string, number>> {
  const answer = await api.send('GET', '/v1/events?after=-1');
  const counts = new Map<string, number>();
  let last = 0;
  let rest = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const [, field, value] = /^(id|event): ?(.*)$/.exec(line) ?? [];
      if (field === 'id') last = Number(value);
      if (field === 'event') counts.set(value!, (counts.get(value!) ?? 0) + 1);
      if (line === '' && last >= upToSize - 1) return counts;
    }
  }
  throw new Error(`The stream of events ended after ${last} of ${upToSize}`);
}
