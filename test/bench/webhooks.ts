import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { Program } from '../faults/children.js';
import { type Endpoint, publishOne, WebhookWorld } from '../faults/webhooks.js';
import type { Bench } from './bench.js';
import { BenchCluster } from './cluster.js';
import { interleave, percentile, tidy } from './rounds.js';

const CASES = 200;
const EACH = 20;
const MESSAGES = CASES * EACH;
const BYTES = 1_500;
const CONCURRENCY = 32;
const RATE = 100;
const PACED_MS = 10_000;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(20);
}

/** Messages/s from the first to the last arrival at the endpoint, while `work` sends them. */
async function arrivals(world: WebhookWorld, endpoint: Endpoint, work: () => Promise<void>): Promise<number> {
  const count = async () => (await world.counts()).find(({ name }) => name === endpoint.name)!;
  const { taken } = await count();
  await world.behave(endpoint, 'begin');
  await work();
  await until(async () => (await count()).taken >= taken + MESSAGES);
  const { firstAt, lastAt } = await count();
  return MESSAGES / ((lastAt - firstAt) / 1_000);
}

/** A backlog of the paused endpoint, from its resumption on. */
async function drain(world: WebhookWorld, endpoint: Endpoint, cases: readonly string[]): Promise<number> {
  const holding = async () => (await world.holdings()).get(endpoint.id)!;
  const before = (await holding()).messages;
  await world.pause(endpoint);
  await world.publish(cases, EACH, { bytes: BYTES, part: 5 });
  await until(async () => (await holding()).messages === before + MESSAGES);
  const rate = await arrivals(world, endpoint, () => world.resume(endpoint));
  // What was delivered is recorded, too.
  await until(async () => (await holding()).waiting === 0);
  return rate;
}

/** Bodies of the same size to the same server by undici alone: nothing is signed, read from or written to a database. */
async function bare(world: WebhookWorld, endpoint: Endpoint, pool: Pool): Promise<number> {
  const caseIds = Array.from({ length: CASES }, () => randomUUID());
  const bodies = Array.from({ length: MESSAGES }, (_, at) => {
    const sequence = Math.floor(at / CASES) + 1;
    const body = {
      ...{ specversion: '1.0', id: randomUUID(), subject: caseIds[at % CASES], time: new Date() },
      ...{ sequence: String(sequence), previoussequence: String(sequence - 1) },
    };
    return JSON.stringify({ ...body, data: { reason: 'x'.repeat(BYTES - 250) } });
  });
  let next = 0;
  const call = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await pool.request({
        ...{ path: '/hooks', method: 'POST', body },
        headers: { 'content-type': 'application/cloudevents+json' },
      });
      await answer.body.dump();
    }
  };
  return arrivals(world, endpoint, async () => {
    await Promise.all(Array.from({ length: CONCURRENCY }, call));
  });
}

/** Ms from the command's instant to the arrival of its message, at so many events a second. */
async function delays(
  world: WebhookWorld,
  endpoint: Endpoint,
  cases: readonly string[],
): Promise<readonly number[]> {
  await world.behave(endpoint, 'begin');
  const started = performance.now();
  const running: Promise<void>[] = [];
  for (let passed = 0; passed < PACED_MS; passed = performance.now() - started) {
    for (const due = Math.floor((passed / 1_000) * RATE); running.length < due;)
      running.push(publishOne(world.fixture.store, cases[running.length % cases.length]!, 1, BYTES));
    await delay(1);
  }
  await Promise.all(running);
  const report = async () => (await world.reports()).find(({ name }) => name === endpoint.name)!;
  await until(async () => (await report()).delays.length >= running.length);
  return (await report()).delays;
}

export const webhooks: Bench = {
  name: 'webhooks',
  about:
    'messages/s of a backlog to a server in another process, signed, recorded, in order per case, against undici alone at the same concurrency; and ms from event to arrival',
  bars: [
    { figure: 'ratios.bare', atLeast: 0.4 },
    { figure: 'results.delayP99Ms', atMost: 250 },
  ],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const database = await cluster.database();
      const world = await WebhookWorld.open(database, ['well', 'well'], {
        ...{ concurrency: CONCURRENCY, verify: false },
      });
      const [ours, theirs] = world.endpoints as [Endpoint, Endpoint];
      // Only one of them is sent to by Doyak.
      await world.pause(theirs);
      const worker = Program.start('webhook-worker', { appUrl: database.appUrl });
      await worker.line('ready');
      const pool = new Pool(new URL(theirs.url).origin, { connections: CONCURRENCY });
      const cases = await world.cases(CASES);
      const rounds = await interleave(
        { doyak: () => drain(world, ours, cases), bare: () => bare(world, theirs, pool) },
        options,
      );
      const paced = await delays(world, ours, cases);
      const faults = (await world.reports()).flatMap((report) => report.faults);
      if (faults.length > 0) throw new Error(faults.join('; '));
      await pool.close();
      await worker.kill();
      await world.close();
      return {
        name: 'webhooks',
        unit: 'messages/s',
        rounds: options.rounds,
        results: {
          ...rounds.medians(),
          delayP50Ms: tidy(percentile(paced, 0.5)),
          delayP99Ms: tidy(percentile(paced, 0.99)),
        },
        ratios: { bare: rounds.ratio('doyak', 'bare') },
      };
    }),
};
