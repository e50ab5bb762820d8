import { Clock } from '@doyak/kernel/clock';
import { Config } from '@doyak/kernel/config';
import { Sealer } from '@doyak/kernel/crypto';
import { Database, DatabaseModule, migrate } from '@doyak/kernel/database';
import {
  EventStoreModule,
  migrations as storeMigrations,
  prepareReadModels,
} from '@doyak/kernel/event-store';
import { Outbound } from '@doyak/kernel/outbound';
import { migrateQueues, migrations as queueMigrations, QueuesModule } from '@doyak/kernel/queues';
import { migrations as pocMigrations } from '@doyak/poc-verification';
import { migrations as reviewMigrations, runLongStep } from '@doyak/reviews';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { DeviceResults } from '../../libs/poc-verification/src/benchmark/device-results.js';
import { Evidence } from '../../libs/poc-verification/src/benchmark/evidence.js';
import { ModelBenchmark } from '../../libs/poc-verification/src/benchmark/model-benchmark.js';
import { TargetKeys } from '../../libs/poc-verification/src/benchmark/target-keys.js';
import { pocEvents } from '../../libs/poc-verification/src/domain/poc.events.js';
import { SuitePlans } from '../../libs/poc-verification/src/suites/suite-plans.js';
import { Checkers } from '../../libs/reviews/src/checkers/checkers.js';
import { stepEvents } from '../../libs/reviews/src/domain/step.events.js';
import { CheckerMetrics } from '../../libs/reviews/src/work/checker-metrics.js';
import { Dispatcher } from '../../libs/reviews/src/work/dispatcher.js';
import { FanOut } from '../../libs/reviews/src/work/fan-out.js';
import { Items } from '../../libs/reviews/src/work/items.js';
import { Leases } from '../../libs/reviews/src/work/leases.js';
import { PendingSteps } from '../../libs/reviews/src/work/pending-steps.js';
import { ReviewTuning } from '../../libs/reviews/src/work/review-tuning.js';
import { reviewWork } from '../../libs/reviews/src/work/review-work.js';
import { RunLongStepHandler } from '../../libs/reviews/src/work/step-jobs.js';
import { StepRunner } from '../../libs/reviews/src/work/step-runner.js';

/** Brings an empty database to where benchmarks can be carried out. */
export async function preparePoc(ownerUrl: string): Promise<void> {
  await migrate(ownerUrl, [...storeMigrations, ...queueMigrations, ...reviewMigrations, ...pocMigrations]);
  await migrateQueues(ownerUrl);
  await prepareReadModels(ownerUrl, []);
}

/** As an installation would that has only the benchmark. */
class OnlyBenchmark extends Checkers {
  override onApplicationBootstrap(): void {
    // What programs may name is not asked for here.
  }
}

/** A whole worker: sequencer, followers, dispatcher, queues, the benchmark. */
export async function startPocWorker({ appUrl, home }: { appUrl: string; home: string }): Promise<void> {
  const database = await Database.open(appUrl, { size: 16 });
  const reachable = () => Promise.resolve({ loopback: true, networks: [] });
  await NestFactory.createApplicationContext(
    {
      module: class PocWorker {},
      imports: [
        DatabaseModule.forRoot(database),
        EventStoreModule.forRoot({ follow: true }),
        EventStoreModule.forFeature({ events: [...stepEvents, ...pocEvents], subscriptions: [reviewWork] }),
        QueuesModule.forRoot({
          connection: { backend: 'postgres', url: appUrl },
          ...{ role: 'process', log: pino({ level: 'silent' }) },
        }),
        QueuesModule.forFeature({ jobs: [runLongStep], sources: [PendingSteps] }),
      ],
      providers: [
        ...[Clock, CheckerMetrics, Leases, StepRunner, Dispatcher, PendingSteps, RunLongStepHandler],
        ...[FanOut, Items],
        ...[SuitePlans, TargetKeys, Evidence, DeviceResults, ModelBenchmark],
        { provide: Checkers, useValue: new OnlyBenchmark() },
        { provide: Config, useValue: { home } },
        { provide: Outbound, useValue: new Outbound({ reachable }) },
        { provide: Sealer, useValue: new Sealer(Buffer.alloc(32, 1)) },
        { provide: ReviewTuning, useValue: new ReviewTuning({ leaseMs: 6_000, watchMs: 200, lookMs: 100 }) },
      ],
    },
    { logger: false, abortOnError: false },
  );
}
