import type { EventStore } from '@doyak/kernel/event-store';
import type { Bench } from './bench.js';
import { CALLERS, openBenchStore } from './bench-store.js';
import { boxStream, counted, given } from './box-events.js';
import { BenchCluster } from './cluster.js';
import { openBareInsert } from './peers/bare-insert.js';
import { type CountedEvent, openEmmett } from './peers/emmett.js';
import { callsPerSecond, interleave } from './rounds.js';

const SLICE_MS = 1_000;
/** Events a stream gets before its caller turns to a new one: as many as an aggregate of Doyak usually has. */
const STREAM_LENGTH = 20;

/** Each caller appends one event at a time to a stream of its own, naming the version it expects. */
function streams(): (caller: number) => { streamId: string; version: number } {
  const places = Array.from({ length: CALLERS }, () => ({ streamId: boxStream(), version: 0 }));
  return (caller) => {
    const { streamId, version } = places[caller]!;
    places[caller] =
      version + 1 === STREAM_LENGTH
        ? { streamId: boxStream(), version: 0 }
        : { streamId, version: version + 1 };
    return { streamId, version };
  };
}

/** Appends by 16 callers for a slice of time, one event a command. Answers events per second. */
export function appendSlice(store: EventStore, ms = SLICE_MS): Promise<number> {
  const place = streams();
  return callsPerSecond(CALLERS, ms, (caller) => {
    const { streamId, version } = place(caller);
    return store.append({ ...given(), streamId, expectedVersion: version, events: [counted] });
  });
}

export const append: Bench = {
  name: 'append',
  about:
    'events/s of 16 callers on distinct streams, sequencer off and on, against emmett and a bare INSERT per transaction',
  bars: [
    { figure: 'ratios.emmett', atLeast: 2.5 },
    { figure: 'ratios.limit', atLeast: 0.6 },
    { figure: 'ratios.sequencingEmmett', atLeast: 2 },
    { figure: 'ratios.sequencingLimit', atLeast: 0.45 },
  ],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const off = await openBenchStore(await cluster.database());
      const on = await openBenchStore(await cluster.database());
      const emmett = await openEmmett(await cluster.database());
      const bare = await openBareInsert(await cluster.database());
      const place = streams();
      const rounds = await interleave(
        {
          doyak: () => appendSlice(off.store),
          doyakSequencing: () => on.sequencing(() => appendSlice(on.store)),
          emmett: () =>
            callsPerSecond(CALLERS, SLICE_MS, (caller) => {
              const { streamId, version } = place(caller);
              const expectedStreamVersion = version === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(version);
              return emmett.store.appendToStream<CountedEvent>(streamId, [counted], {
                expectedStreamVersion,
              });
            }),
          limit: () => callsPerSecond(CALLERS, SLICE_MS, bare.insert),
        },
        options,
      );
      await Promise.all([off.close(), on.close(), emmett.close(), bare.close()]);
      return {
        name: 'append',
        unit: 'events/s',
        rounds: options.rounds,
        results: rounds.medians(),
        ratios: {
          emmett: rounds.ratio('doyak', 'emmett'),
          limit: rounds.ratio('doyak', 'limit'),
          sequencingEmmett: rounds.ratio('doyakSequencing', 'emmett'),
          sequencingLimit: rounds.ratio('doyakSequencing', 'limit'),
        },
      };
    }),
};
