import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type InjectionToken,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { DiscoveryModule, ModuleRef } from '@nestjs/core';
import { Cancellations } from './cancellations.js';
import type { AnyJob } from './job-definition.js';
import type { JobHandlerFunction } from './job-handler.js';
import { JobQueue } from './job-queue.js';
import { JobRegistry } from './job-registry.js';
import { JobRunner } from './job-runner.js';
import { QueueOperations } from './queue-operations.js';
import { QueuesLifecycle } from './queues-lifecycle.js';
import { Queues } from './queues.js';
import { Reconciler, type PendingSource } from './reconciler.js';
import { QueuesSettings, type QueuesOptions } from './settings.js';
import { Workers } from './workers.js';

/** What one context brings to the queues. */
export interface QueuesFeature {
  readonly jobs: readonly AnyJob[];
  /** Handlers as functions; classes with `@JobHandler` that are providers of some module are found by themselves. */
  readonly handlers?: readonly JobHandlerFunction[];
  /** What PostgreSQL says should be queued: sources, or classes of providers that are sources. */
  readonly sources?: readonly (PendingSource | Type<PendingSource>)[];
}

/**
 * Queues on PostgreSQL or Redis. `forRoot` once per process, where `DatabaseModule` is global; `forFeature` in each context with
 * jobs. Boot fails with a `JobRegistryError` when jobs and handlers do not fit together.
 */
@Module({})
export class QueuesModule {
  static forRoot(options: QueuesOptions): DynamicModule {
    return QueuesModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync(options: {
    imports?: ModuleMetadata['imports'];
    inject?: InjectionToken[];
    useFactory: FactoryProvider<QueuesOptions>['useFactory'];
  }): DynamicModule {
    return {
      module: QueuesModule,
      global: true,
      imports: [DiscoveryModule, ...(options.imports ?? [])],
      providers: [
        {
          provide: QueuesSettings,
          inject: options.inject ?? [],
          useFactory: async (...args: unknown[]) => new QueuesSettings(await options.useFactory(...args)),
        },
        JobRegistry,
        Queues,
        JobQueue,
        Cancellations,
        JobRunner,
        Workers,
        Reconciler,
        QueueOperations,
        QueuesLifecycle,
      ],
      exports: [JobRegistry, Queues, JobQueue, Reconciler, QueueOperations],
    };
  }

  static forFeature({ jobs, handlers = [], sources = [] }: QueuesFeature): DynamicModule {
    return {
      module: QueuesModule,
      providers: [
        {
          provide: Symbol('queues feature'),
          inject: [JobRegistry],
          useFactory: (registry: JobRegistry) => {
            registry.define(jobs);
            for (const { job, run } of handlers) {
              registry.handle({ job, where: run.name || 'a function', run: run as never });
            }
            return true;
          },
        },
        ...sources.map((source) => ({
          provide: Symbol('pending source'),
          inject: [Reconciler, ModuleRef],
          useFactory: (reconciler: Reconciler, modules: ModuleRef) => ({
            onModuleInit: () =>
              reconciler.register(
                typeof source === 'function' ? modules.get(source, { strict: false }) : source,
              ),
          }),
        })),
      ],
    };
  }
}
