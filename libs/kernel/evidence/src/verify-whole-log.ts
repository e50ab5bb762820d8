import { HASH_SIZE, type LogBatch, verifyLog } from '@doyak/kernel/transparency-log';
import type { CheckedEntries } from './check-entries.js';
import { Links } from './links.js';
import type { Verdict } from './verdict.js';
import { Broken, broken, checkEnd, type Opened, parseRecord } from './opened.js';

type Found = Pick<Verdict, 'faults' | 'proven' | 'notProven' | 'events' | 'payloads'>;

const ENTRIES = Buffer.from('{"record":"entries",');

/** Derives the log's root from all its entries, and follows every stream and case through them. */
export async function verifyWholeLog(opened: Opened): Promise<Found> {
  const { signed, known, header } = opened;
  const { size, root } = signed.checkpoint;
  const newer = known.find((one) => one.size > size);
  if (newer)
    throw broken(
      'size-shrank',
      `The log had ${newer.size} events at ${newer.name} and has ${size} here: it was cut off, or this bundle is older`,
      { index: size, end: newer.size },
    );
  const walk = new EntriesWalk(opened);
  const earlier = known.filter((one) => one.size > 0);
  const outcome = await verifyLog(walk.batches(), { size, root }, { earlier });
  if (walk.stopped) throw walk.stopped;
  if (!outcome.ok) {
    const { fault, detail, index, end } = outcome;
    throw broken(fault, detail, { index, end });
  }
  const { events, payloads, links } = walk;
  return {
    ...{ faults: [], events, payloads },
    proven: [
      `The log ${header.origin} has exactly these ${size} events in this order: the root derived from them is the one that was signed.`,
      `In each of ${links.cases} cases and in every stream no event is missing, from its first to its last in this log.`,
      `${payloads} payloads are those that their events committed to.`,
      ...known.map((one) => `Nothing of the ${one.size} events at ${one.name} was altered or removed since.`),
    ],
    notProven: [
      ...(payloads < events
        ? [`What stood in ${events - payloads} payloads: they were erased or are not in the bundle.`]
        : []),
      ...(known.length === 0
        ? [
            'That nothing was removed before the checkpoint was signed: compare with a checkpoint that you kept, --since.',
          ]
        : []),
      'That what people entered was true.',
    ],
  };
}

class EntriesWalk {
  events = 0;
  payloads = 0;
  /** Why it ended before the bundle did. */
  stopped: Broken | undefined;
  readonly links = new Links();

  constructor(private readonly opened: Opened) {}

  /** Hashes in log order; several lines are checked at once. */
  async *batches(): AsyncGenerator<LogBatch> {
    try {
      for await (const checked of this.checked()) {
        if (!checked.ok) throw broken(checked.fault, checked.detail, { index: checked.index ?? this.events });
        const { index, hashes, links } = checked;
        if (index !== this.events)
          throw broken('out-of-order', `Entry ${this.events} should come next, and entry ${index} does`, {
            index: this.events,
          });
        const fault = this.links.follow(index, links, hashes);
        this.events += hashes.length / HASH_SIZE;
        this.payloads += checked.payloads;
        yield { hashed: hashes };
        // After the root was compared where a checkpoint is known: an altered entry explains a broken link, not the other way round.
        if (fault) throw broken(fault.fault, fault.detail, { index: fault.index });
      }
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.stopped = error;
    }
  }

  private async *checked(): AsyncGenerator<CheckedEntries> {
    const { rest, checker, lines } = this.opened;
    const underWay: Promise<CheckedEntries>[] = [];
    for (;;) {
      const next = await rest.next();
      const line = next.done ? undefined : next.value;
      if (line && ENTRIES.equals(line.subarray(0, ENTRIES.length))) {
        const check = checker.check(line);
        // Whoever stops before it is asked for never hears of it.
        check.catch(() => undefined);
        underWay.push(check);
        if (underWay.length >= checker.window) yield await underWay.shift()!;
        continue;
      }
      while (underWay.length > 0) yield await underWay.shift()!;
      const last = parseRecord(line);
      if (!line) throw broken('file-cut-off', 'The bundle ends before its last line', { index: this.events });
      if (last?.record !== 'end')
        throw broken('wrong-shape', `Line ${lines.count} is no entries`, {
          line: lines.count,
          index: this.events,
        });
      return checkEnd(last, this.opened);
    }
  }
}
