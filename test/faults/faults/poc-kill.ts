import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { manifestOf } from '../../../libs/poc-verification/src/benchmark/evidence.js';
import { pocEvents } from '../../../libs/poc-verification/src/domain/poc.events.js';
import { poc, type PocCommand } from '../../../libs/poc-verification/src/domain/poc.js';
import { pocId, pocStream } from '../../../libs/poc-verification/src/poc-ids.js';
import { SuiteLibrary } from '../../../libs/poc-verification/src/suites/suite-library.js';
import { openTestStore, type TestStore } from '../../../libs/kernel/testing/src/test-store.js';
import { stepEvents } from '../../../libs/reviews/src/domain/step.events.js';
import { step } from '../../../libs/reviews/src/domain/step.js';
import { stepStream } from '../../../libs/reviews/src/review-ids.js';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import { preparePoc } from '../poc-worker.js';
import { stepOf } from '../reviews.js';
import { eventually } from '../store.js';

/** Requests at a time, and items between two kills. */
const CONCURRENCY = 4;
const BETWEEN = 12;
const ITEMS = 60;

interface Seen {
  readonly log: readonly {
    readonly id: string;
    readonly status: number;
    readonly answered: boolean;
    readonly open: boolean;
  }[];
  readonly answered: number;
}

/**
 * A worker is killed in the middle of a benchmark, again and again, each time with requests on their way. Another one goes on; the log of the endpoint
 * itself shows no item that was answered twice, and the evidence is whole.
 */
export const pocKill: Fault = {
  name: 'poc-kill',
  limitMs: (times = 2) => 180_000 + 120_000 * times,
  run: async ({ cluster, times = 2 }) => {
    const database = await cluster.database();
    await preparePoc(database.ownerUrl);
    const fixture = await openTestStore({ events: [...stepEvents, ...pocEvents], on: database });
    const models = { trial: { wrong: 10, firstTokenMs: 3, tokenMs: 1, faulty: 0 } };
    const server = Program.start('model-server', { models });
    try {
      const url = (await server.line('url')).slice('url '.length);
      const control = (await server.line('control')).slice('control '.length);
      const ask = async (path: string) => (await (await fetch(`${control}${path}`)).json()) as Seen;
      const kept = async (id: string) => {
        const { rows } = await fixture.database.pool.query<{ place: number; sha256: string }>(
          'select place, sha256 from poc.items where step_id = $1 order by place',
          [id],
        );
        return rows;
      };
      const stepId = await openBenchmark(fixture, url);
      const argument = { appUrl: database.appUrl, home: tmpdir() };
      await ask(`/hold?after=${BETWEEN}`);
      for (let kill = 1; kill <= times; kill += 1) {
        const worker = Program.start('poc-worker', argument);
        await worker.line('ready', 120_000);
        // Every request that this worker has open waits in the middle of its answer, and what was answered is kept.
        await eventually(
          async () => {
            const { log, answered } = await ask('/');
            const open = log.filter((one) => !one.answered).length;
            return (
              open === CONCURRENCY * kill &&
              answered >= BETWEEN * kill &&
              (await kept(stepId)).length === answered
            );
          },
          { timeoutMs: 60_000 },
        );
        await worker.kill();
        // Until the endpoint has noticed, it would answer nobody.
        await eventually(async () => !(await ask('/')).log.some((one) => one.open));
        if (kill < times) await ask(`/hold?after=${BETWEEN}`);
        else await ask('/go');
      }
      const last = Program.start('poc-worker', argument);
      await last.line('ready', 120_000);
      await eventually(async () => (await stepOf(fixture, stepId)).status === 'ended', { timeoutMs: 60_000 });
      await last.kill();

      const { log } = await ask('/');
      const answered = log.filter((one) => one.answered).map(({ id }) => id);
      assert.equal(new Set(answered).size, answered.length, 'no item is answered twice');
      assert.equal(answered.length, ITEMS, 'every item is answered');
      const items = await kept(stepId);
      assert.deepEqual(
        items.map(({ place }) => place),
        Array.from({ length: ITEMS }, (_, place) => place),
        'every item has one record',
      );
      const ended = (await fixture.store.readStream(stepStream(stepId))).filter(
        ({ type }) => type === 'StepEnded',
      );
      assert.equal(ended.length, 1, 'the step ends once');
      const { evidence } = ended[0]!.data as { evidence: { sha256: string }[] };
      assert.equal(evidence[0]!.sha256, manifestOf(items), 'the evidence is what was kept');
      return { kills: times, items: ITEMS, requests: log.length, cut: log.length - answered.length };
    } finally {
      await server.kill();
      await fixture.stop();
      await database.drop();
    }
  },
};

/** A verification whose first attempt has begun, and the step that carries it out. */
async function openBenchmark({ store }: Pick<TestStore, 'store'>, baseUrl: string): Promise<string> {
  const [caseId, applicationId, personId, reviewId, stepId] = Array.from({ length: 5 }, () =>
    randomUUID(),
  ) as [string, string, string, string, string];
  const place = { caseId, stage: 'poc', run: 1 };
  const id = pocId(caseId, 'poc', 1);
  const applicant = { personId };
  const suite = new SuiteLibrary().suite('doyak_qa_ko');
  const target = {
    kind: 'endpoint',
    baseUrl,
    model: 'trial',
    modelDigest: 'sha256:0',
    quantisation: 'none',
  } as const;
  const commands: PocCommand[] = [
    {
      type: 'OpenPoc',
      ...{ pocId: id, ...place, applicationId, applicant, roundId: randomUUID() },
      ...{ programId: 'p', programVersion: 1, track: 't' },
      terms: {
        ...{ target: 'openai-chat', attempts: 1, laboratoryReport: false },
        suites: [
          {
            task: suite.task,
            samples: ITEMS,
            thresholds: [{ metric: 'exact-match' as const, atLeast: 5_000 }],
          },
        ],
      },
    },
    {
      type: 'RegisterTarget',
      targetId: randomUUID(),
      target: { ...target, hardware: 'h', concurrency: CONCURRENCY },
    },
    {
      type: 'StartBenchmark',
      reviewId,
      suites: [{ task: suite.task, version: '1', sha256: suite.sha256, samples: ITEMS, decides: true }],
      budget: { requests: 1_000, tokens: 1_000_000 },
    },
  ];
  const context = (kind: 'person' | 'system') => ({
    actor: { kind, id: randomUUID(), authority: 'test' },
    ...{ now: new Date(), commandId: randomUUID(), caseId },
  });
  for (const command of commands) await store.decide(pocStream(id), poc, command, context('person'));
  await store.decide(
    stepStream(stepId),
    step,
    {
      type: 'OpenStep',
      ...{ ...place, stepId, reviewId, step: 'benchmark', stepRun: 1, applicationId, applicant },
      outcomes: ['passed', 'failed'],
      spec: { kind: 'automated', checker: 'model-benchmark' },
    },
    context('system'),
  );
  return stepId;
}
