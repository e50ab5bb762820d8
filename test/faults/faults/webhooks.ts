import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '@doyak/kernel/decider';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import { eventually } from '../store.js';
import type { Behaviour } from '../webhook-sink.js';
import { type Endpoint, WebhookWorld } from '../webhooks.js';

/** Twenty endpoints of four partners. */
const ENDPOINTS: readonly Behaviour[] = [
  ...Array.from({ length: 14 }, () => 'well' as const),
  ...(['silent', 'silent', 'silent', 'flaky', 'flaky', 'gone'] as const),
];
/** With ten kills there are 10,000 events; fewer kills have far fewer, so that a small run is small. */
const eventsOf = (kills: number) => 100 * kills ** 2;
const EACH = 25;
/** The contract's shape in seconds instead of hours. */
const SETTINGS = {
  retryDelays: [100, 200, 400, ...Array.from({ length: 6 }, () => 800)],
  ...{ timeout: 1_000, lease: 2_000, throttle: 500, breakFirst: 500, breakLongest: 5_000 },
};
/** Results of one endpoint that a kill can lose: what a lane holds in memory at most. */
const LOST_A_KILL = 500;

/**
 * Every event goes to every endpoint, while the worker is killed again and again. An endpoint that works, or works half of the time, has all
 * messages, in order within each case and none lost. What comes again is what had been answered and not yet recorded when the worker was
 * killed: under the same id, with the same bytes. Endpoints that are silent or gone cost the others nothing, and theirs is held for them.
 */
export const webhooks: Fault = {
  name: 'webhooks',
  limitMs: (times = 10) => 120_000 + times * 48_000,
  run: async ({ cluster, times = 10 }) => {
    const database = await cluster.database();
    const world = await WebhookWorld.open(database, ENDPOINTS, { partners: 4 });
    const start = async () => {
      const worker = Program.start('webhook-worker', { appUrl: database.appUrl, settings: SETTINGS });
      await worker.line('ready', 120_000);
      return worker;
    };
    let worker = await start();
    try {
      const events = eventsOf(times);
      const cases = await world.cases(events / EACH);
      const publishing = world.publish(cases, EACH, { part: 5 });
      const working = world.endpoints.filter(
        ({ behaviour }) => behaviour === 'well' || behaviour === 'flaky',
      );
      const arrived = async () => {
        const names = new Set(working.map(({ name }) => name));
        return (await world.counts()).reduce(
          (sum, { name, taken }) => sum + (names.has(name) ? taken : 0),
          0,
        );
      };
      let resumed = 0;
      for (let killed = 0; killed < times; killed += 1) {
        // Some way on from the kill before, at no particular instant.
        const next = ((killed + 0.5) / (times + 1)) * events * working.length;
        while ((await arrived()) < next) {
          resumed += await resumeExhausted(world, working);
          await delay(20);
        }
        await worker.kill();
        worker = await start();
      }
      await publishing;
      while ((await arrived()) < events * working.length) {
        resumed += await resumeExhausted(world, working);
        await delay(50);
      }
      const recorded = async () => {
        const holdings = await world.holdings();
        return working.every(({ id }) => holdings.get(id)!.waiting === 0);
      };
      await eventually(recorded, { timeoutMs: 30_000 });
      const repeated = await verify(world, events, times);
      const back = await comeBack(world, events);
      return {
        events,
        endpoints: ENDPOINTS.length,
        killed: times,
        messages: events * working.length,
        repeated,
        resumed,
        back,
      };
    } finally {
      await worker.kill();
      await world.close();
      await database.drop();
    }
  },
};

/** As a person would whose endpoint ran out of attempts: half of all answers being 500, some message meets ten of them. */
async function resumeExhausted(world: WebhookWorld, endpoints: readonly Endpoint[]): Promise<number> {
  const paused = await world.paused();
  let resumed = 0;
  for (const one of endpoints.filter(({ id }) => paused.includes(id))) {
    try {
      await world.resume(one);
      resumed += 1;
    } catch (error) {
      // Resumed a moment ago; the tables do not show it yet.
      if (!(error instanceof Refusal && error.code === 'ENDPOINT_NOT_SO')) throw error;
    }
  }
  return resumed;
}

/** Answers how many messages came more than once. */
async function verify(world: WebhookWorld, events: number, kills: number): Promise<number> {
  const reports = new Map((await world.reports()).map((report) => [report.name, report]));
  const holdings = await world.holdings();
  let repeated = 0;
  for (const { id, name, behaviour } of world.endpoints) {
    const report = reports.get(name)!;
    const { messages, waiting, status } = holdings.get(id)!;
    assert.equal(messages, events, `${name} has a message for each event`);
    assert.deepEqual(report.faults, [], 'in order, without gaps, the same bytes, signed');
    if (behaviour === 'silent' || behaviour === 'gone') {
      assert.deepEqual([report.taken, waiting], [0, events], `all is held for ${name}`);
      if (behaviour === 'gone') assert.equal(status, 'paused');
      continue;
    }
    assert.equal(report.taken, events, `${name} has all`);
    assert.ok(report.repeated <= kills * LOST_A_KILL, `${name}: ${report.repeated} came again`);
    repeated += report.repeated;
  }
  return repeated;
}

/** The endpoint that was gone is mended, and has all that was held for it. */
async function comeBack(world: WebhookWorld, events: number): Promise<number> {
  const gone = world.endpoints.find(({ behaviour }) => behaviour === 'gone')!;
  await world.behave(gone, 'well');
  await world.resume(gone);
  const taken = async () => (await world.counts()).find(({ name }) => name === gone.name)!.taken;
  await eventually(async () => (await taken()) === events, { timeoutMs: 120_000 });
  const { faults } = (await world.reports()).find(({ name }) => name === gone.name)!;
  assert.deepEqual(faults, []);
  return events;
}
