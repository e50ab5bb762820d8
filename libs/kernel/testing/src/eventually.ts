import { setTimeout as delay } from 'node:timers/promises';

/**
 * Repeats `attempt` until it neither throws nor returns `false`, and returns what it gave. After `timeoutMs` (default 20,000 ms: a shared machine can be slow) it
 * throws the last error. Holds assertions as well as conditions: `await eventually(() => expect(seen).toHaveLength(3))`.
 */
export async function eventually<Result>(
  attempt: () => Result | Promise<Result>,
  options: { timeoutMs?: number; intervalMs?: number } = {},
): Promise<Exclude<Awaited<Result>, false>> {
  const { timeoutMs = 20_000, intervalMs = 10 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const result = await attempt();
      if (result !== false) return result as Exclude<Awaited<Result>, false>;
      last = new Error(`Not so within ${timeoutMs} ms: ${attempt.toString()}`);
    } catch (error) {
      last = error;
    }
    if (performance.now() >= deadline) throw last;
    await delay(intervalMs);
  }
}
