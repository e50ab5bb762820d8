import { setTimeout as delay } from 'node:timers/promises';
import { Clock, SimulatedClock } from '@doyak/kernel/clock';
import { CommandBus, Command } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { eventually, openTestStore, type TestStore } from '@doyak/kernel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DecideOptions } from '@doyak/kernel/event-store';
import {
  clearTimers,
  clearTimersOf,
  lookAnew,
  migrations,
  setTimer,
  TimerOptions,
  TimerRunner,
} from './index.js';

class Ring extends Command<void> {
  constructor(
    readonly bell: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** A clock that somebody sets. */
class SetClock extends Clock {
  ahead = 0;
  override get aheadMs(): number {
    return this.ahead;
  }
}

describe('Timers', () => {
  let fixture: TestStore;
  let rung: Ring[];
  let answer: (ring: Ring) => Promise<void>;
  beforeAll(async () => {
    fixture = await openTestStore({ events: [], migrations });
  });
  afterAll(() => fixture.drop());
  beforeEach(async () => {
    rung = [];
    answer = () => Promise.resolve();
    await fixture.database.pool.query('delete from doyak.timers');
  });

  function runner(clock?: Clock): TimerRunner {
    const bus = {
      execute: (command: Ring) => {
        rung.push(command);
        return answer(command);
      },
    } as unknown as CommandBus;
    const made = new TimerRunner(new TimerOptions(true, 10, clock), fixture.database, bus);
    made.register([
      {
        kind: 'bell',
        fire:
          ({ data }) =>
          (context) =>
            new Ring(String(data.bell), context),
        settled: ['DONE'],
      },
    ]);
    return made;
  }
  const inMs = (ms: number) => new Date(Date.now() + ms);
  const set = (id: string, due: Date) =>
    setTimer(fixture.database.pool, { id, kind: 'bell', due, data: { bell: id } });
  const waiting = async () => {
    const { rows } = await fixture.database.pool.query<{ id: string }>(
      'select id from doyak.timers order by id',
    );
    return rows.map(({ id }) => id);
  };

  it('fire what is due, once, and nothing before its time', async () => {
    await set('past', inMs(-1_000));
    await set('later', inMs(60_000));
    const one = runner();
    expect(await one.fireDue()).toBe(1);
    expect(await one.fireDue()).toBe(0);
    expect(rung.map(({ bell }) => bell)).toEqual(['past']);
    expect(await waiting()).toEqual(['later']);
  });

  it('go by the time of a simulation where there is one, and by no other', async () => {
    const clock = new SimulatedClock(new Date('2026-04-06T00:00:00Z'));
    const due = new Date('2026-04-27T09:00:00Z');
    await set('window', due);
    expect(await runner(clock).fireDue()).toBe(0);
    clock.moveTo(due);
    expect(await runner(clock).fireDue()).toBe(1);
    expect(rung[0]!.context.now.toISOString()).toMatch(/^2026-04-27T09:00/);
    await set('months-ahead', inMs(90 * 86_400_000));
    expect(await runner().fireDue()).toBe(0);
  });

  it('fire once, and none before its time, when the clock is set forward and back', async () => {
    const clock = new SetClock();
    const one = runner(clock);
    await set('soon', inMs(60_000));
    await set('later', inMs(7_200_000));
    clock.ahead = 3_600_000;
    expect(await one.fireDue()).toBe(1);
    clock.ahead = -3_600_000;
    expect(await one.fireDue()).toBe(0);
    clock.ahead = 0;
    expect(await one.fireDue()).toBe(0);
    expect(rung.map(({ bell }) => bell)).toEqual(['soon']);
    // Its command never says that it came before its time.
    await set('past', inMs(-1_000));
    clock.ahead = -3_600_000;
    expect(await one.fireDue()).toBe(0);
    clock.ahead = -1;
    await one.fireDue();
    expect(rung[1]!.context.now.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await waiting()).toEqual(['later']);
  });

  it('are not held by a process that took them while the clock was ahead', async () => {
    const hold = (from: number, until: number) =>
      fixture.database.pool.query(
        `update doyak.timers set held_from = now() + $1 * interval '1 s', held_until = now() + $2 * interval '1 s'`,
        [from, until],
      );
    await set('t', inMs(-1_000));
    await hold(-5, 25);
    expect(await runner().fireDue()).toBe(0);
    await hold(3_600, 3_630);
    expect(await runner().fireDue()).toBe(1);
    expect(await waiting()).toEqual([]);
  });

  it('have each thing that they are about looked at anew, once, and again later for those set meanwhile', async () => {
    const about = (id: string, bell: string, due: Date) =>
      setTimer(fixture.database.pool, { id, kind: 'other', due, data: { bell, tower: 'north' } });
    await about('a:1', 'a', inMs(60_000));
    await about('a:2', 'a', inMs(90_000));
    await about('b:1', 'b', inMs(30_000));
    await setTimer(fixture.database.pool, {
      id: 'c',
      kind: 'other',
      due: inMs(90_000),
      data: { tower: 'north' },
    });
    const change = { kind: 'other', about: 'bell', as: 'bell', at: inMs(-50), againMs: 0 };
    await lookAnew(fixture.database.pool, { ...change, after: inMs(45_000), againMs: 60_000 });
    await runner().fireDue();
    expect(rung.map(({ bell }) => bell)).toEqual(['a']);
    await about('d:1', 'd', inMs(60_000));
    const later = new SetClock();
    later.ahead = 61_000;
    expect(await runner(later).fireDue()).toBe(1);
    expect(await runner(later).fireDue()).toBe(2);
    expect(rung.map(({ bell }) => bell).sort()).toEqual(['a', 'a', 'd']);
    expect(new Set(rung.map(({ context }) => context.commandId)).size).toBe(3);
    await lookAnew(fixture.database.pool, { ...change, where: { tower: 'south' } });
    expect(await runner().fireDue()).toBe(0);
    await lookAnew(fixture.database.pool, {
      ...change,
      where: { tower: 'north' },
      data: { because: 'wind' },
    });
    expect(await runner().fireDue()).toBe(3);
    expect(await waiting()).toEqual(['a:1', 'a:2', 'b:1', 'c', 'd:1']);
  });

  it('fire once with many processes looking', async () => {
    for (let n = 0; n < 40; n += 1) await set(`t${n}`, inMs(-1));
    await Promise.all(Array.from({ length: 4 }, async () => runner().fireDue()));
    expect(new Set(rung.map(({ bell }) => bell)).size).toBe(40);
    expect(rung).toHaveLength(40);
  });

  it('name the same command for the same timer and instant, and another for another instant', async () => {
    const due = inMs(-5_000);
    await set('t', due);
    await runner().fireDue();
    await set('t', due);
    await runner().fireDue();
    await set('t', inMs(-4_000));
    await runner().fireDue();
    const [first, again, moved] = rung.map(({ context }) => context.commandId);
    expect(again).toBe(first);
    expect(moved).not.toBe(first);
  });

  it('that are moved while they fire stay for their new instant', async () => {
    await set('t', inMs(-1_000));
    answer = () => set('t', inMs(60_000));
    await runner().fireDue();
    expect(await waiting()).toEqual(['t']);
  });

  it('are tried again after a failure, and done with when nothing is left to do', async () => {
    await set('broken', inMs(-1_000));
    await set('settled', inMs(-1_000));
    answer = ({ bell }) => {
      throw bell === 'settled'
        ? new Refusal('conflict', 'DONE', 'Done already')
        : new Error('The bell is cracked');
    };
    await runner().fireDue();
    const { rows } = await fixture.database.pool.query<{ id: string; error: string; attempts: number }>(
      'select id, error, attempts from doyak.timers',
    );
    expect(rows).toEqual([{ id: 'broken', error: 'Error: The bell is cracked', attempts: 1 }]);
    answer = () => Promise.resolve();
    await eventually(async () => {
      await runner().fireDue();
      expect(await waiting()).toEqual([]);
    });
  });

  it('are fired by the loop, which stops when told', async () => {
    const one = runner();
    one.onApplicationBootstrap();
    await set('t', inMs(50));
    await eventually(() => expect(rung).toHaveLength(1));
    await one.beforeApplicationShutdown();
    await set('late', inMs(-1));
    await delay(50);
    expect(rung).toHaveLength(1);
  });

  it('are cleared one by one or by their prefix', async () => {
    for (const id of ['a:1', 'a:2', 'b:1']) await set(id, inMs(60_000));
    await clearTimers(fixture.database.pool, ['a:1']);
    expect(await waiting()).toEqual(['a:2', 'b:1']);
    await clearTimersOf(fixture.database.pool, 'a:');
    expect(await waiting()).toEqual(['b:1']);
  });

  it('refuse a kind with two handlers', () => {
    const one = runner();
    const twice = () =>
      one.register([{ kind: 'bell', fire: () => () => new Ring('x', {} as DecideOptions), settled: [] }]);
    expect(twice).toThrow('two handlers');
  });
});
