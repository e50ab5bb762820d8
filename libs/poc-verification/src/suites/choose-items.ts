import { createHash } from 'node:crypto';
import type { Suite, SuiteItem } from './suite.js';

/** An item with its perturbed twins: they are measured together or not at all. */
type Family = readonly SuiteItem[];

/**
 * Which items of a suite a run asks, in the order in which they are asked: from each task in turn, families of an item and its twins in an order
 * that follows from the seed. The same seed gives the same items.
 */
export function chooseItems(suite: Suite, samples: number, seed: string): SuiteItem[] {
  const queues = grouped(suite.items, ({ task }) => task).map((items) => families(items, seed));
  const chosen: SuiteItem[] = [];
  while (chosen.length < samples && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      const left = samples - chosen.length;
      // Where the next family is too large for what is left, a smaller one fills it.
      const at = queue.findIndex((family) => family.length <= left);
      if (at < 0) queue.length = 0;
      else chosen.push(...queue.splice(at, 1)[0]!);
    }
  }
  return chosen;
}

function families(items: readonly SuiteItem[], seed: string): Family[] {
  const placed = grouped(items, ({ item, perturbs }) => perturbs ?? item).map((family) => ({
    family: family.toSorted(
      (one, other) => Number(one.perturbs !== undefined) - Number(other.perturbs !== undefined),
    ),
    place: createHash('sha256')
      .update(`${seed}:${family[0]!.task}:${family[0]!.perturbs ?? family[0]!.item}`)
      .digest('hex'),
  }));
  return placed.toSorted((one, other) => (one.place < other.place ? -1 : 1)).map(({ family }) => family);
}

/** In the order of their first members. */
function grouped(items: readonly SuiteItem[], by: (item: SuiteItem) => string): SuiteItem[][] {
  const groups = new Map<string, SuiteItem[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group) group.push(item);
    else groups.set(by(item), [item]);
  }
  return [...groups.values()];
}
