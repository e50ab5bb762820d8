import { box, type BoxEvent, type BoxState } from '../../libs/kernel/testing/src/box.js';
import type { Bench } from './bench.js';
import { CALLERS, openBenchStore } from './bench-store.js';
import { boxStream, counted, given, opened } from './box-events.js';
import { BenchCluster } from './cluster.js';
import { type EmmettPeer, openEmmett } from './peers/emmett.js';
import { interleave, itemsPerSecond } from './rounds.js';
import { seedBoxes } from './seed.js';

/** Streams of a contender; each gets one command a round, so that a stream stays near its length. */
const STREAMS = 800;
const LENGTH = 50;

async function seedEmmett({ store }: EmmettPeer): Promise<string[]> {
  const ids = Array.from({ length: STREAMS }, boxStream);
  const events = [opened('box'), ...Array.from({ length: LENGTH - 1 }, () => counted)] as BoxEvent[];
  await itemsPerSecond(CALLERS, ids, (id) => store.appendToStream(id, events));
  return ids;
}

/** One command on a stream as emmett's guide handles it: aggregate, decide, append at the version that was read. */
async function handleWithEmmett({ store }: EmmettPeer, streamId: string): Promise<void> {
  const { state, currentStreamVersion } = await store.aggregateStream(streamId, {
    initialState: () => box.initialState,
    evolve: (current: BoxState, event: BoxEvent) => box.evolve(current, event),
  });
  const events = box.decide({ type: 'Count', by: 1, note: 'counted once more', ...given() }, state);
  await store.appendToStream(streamId, [...events], { expectedStreamVersion: currentStreamVersion });
}

export const decide: Bench = {
  name: 'decide',
  about:
    'commands/s on streams of 50 events: load, decide, append; against emmett aggregateStream and append. The bar is on a store that keeps no state',
  bars: [{ figure: 'ratios.emmett', atLeast: 2 }],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const ours = await openBenchStore(await cluster.database());
      const emmett = await openEmmett(await cluster.database());
      options.note(`filling ${3 * STREAMS} streams of ${LENGTH} events`);
      const unknown = await seedBoxes(ours, { streams: STREAMS, length: LENGTH });
      const known = await seedBoxes(ours, { streams: STREAMS, length: LENGTH });
      const theirs = await seedEmmett(emmett);
      const command = { type: 'Count', by: 1, note: 'counted once more' } as const;
      const keeping = ours.restarted();
      const rounds = await interleave(
        {
          doyak: () => {
            // A new store each round: every command reads its stream.
            const store = ours.restarted();
            return itemsPerSecond(CALLERS, unknown, (id) => store.decide(id, box, command, given()));
          },
          doyakKeptState: () =>
            itemsPerSecond(CALLERS, known, (id) => keeping.decide(id, box, command, given())),
          emmett: () => itemsPerSecond(CALLERS, theirs, (id) => handleWithEmmett(emmett, id)),
        },
        options,
      );
      await Promise.all([ours.close(), emmett.close()]);
      return {
        name: 'decide',
        unit: 'commands/s',
        rounds: options.rounds,
        results: rounds.medians(),
        ratios: {
          emmett: rounds.ratio('doyak', 'emmett'),
          keptStateEmmett: rounds.ratio('doyakKeptState', 'emmett'),
        },
      };
    }),
};
