import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lanes } from './lanes.js';

describe('Lanes', () => {
  it('run one after another within a key and side by side between keys, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 }),
        async (s, keys) => {
          const lanes = new Lanes();
          const inside = new Map<string, number>();
          const order = new Map<string, number[]>();
          const runs = keys.map((key, at) =>
            lanes.run(key, async () => {
              expect(inside.get(key) ?? 0).toBe(0);
              inside.set(key, 1);
              await s.schedule(Promise.resolve());
              inside.set(key, 0);
              order.set(key, [...(order.get(key) ?? []), at]);
              return at;
            }),
          );
          await s.waitFor(Promise.all(runs));
          expect(await Promise.all(runs)).toEqual(keys.map((_, at) => at));
          for (const list of order.values()) expect(list).toEqual([...list].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('do not wait for another key', async () => {
    const lanes = new Lanes();
    let free: () => void = () => undefined;
    const slow = lanes.run('a', () => new Promise<void>((resolve) => (free = resolve)));
    await lanes.run('b', async () => undefined);
    free();
    await slow;
  });

  it('pass on what is thrown and let the next one run', async () => {
    const lanes = new Lanes();
    const failing = lanes.run('a', () => Promise.reject(new Error('no')));
    const next = lanes.run('a', async () => 'next');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
  });
});
