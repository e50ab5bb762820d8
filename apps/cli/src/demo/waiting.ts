import { setTimeout as delay } from 'node:timers/promises';

/** Requests at a time: enough to keep a machine with two cores busy. */
const LANES = 8;

/** Does something for each item, several at a time; answers in the order of the items. */
export async function forEach<Item, Result>(
  items: readonly Item[],
  work: (item: Item, at: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const waiting = items.entries();
  const lane = async () => {
    for (const [at, item] of waiting) results[at] = await work(item, at);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, items.length) }, lane));
  return results;
}

/** Ms until what is waited for must have come. */
const BOUND = 120_000;
const PAUSE = 50;

/** Asks until there is an answer, for what follows by itself: a reaction, a timer. `what` says in an error what did not come. */
export async function until<Result>(
  what: string,
  ask: () => Promise<Result | undefined | false>,
): Promise<Result> {
  const started = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() - started > BOUND) throw new Error(`In vain waited for: ${what}`);
    await delay(PAUSE);
  }
}
