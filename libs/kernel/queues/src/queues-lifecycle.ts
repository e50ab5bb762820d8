import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HANDLED_JOB, type Handles } from './job-handler.js';
import type { AnyJob } from './job-definition.js';
import { JobRegistry } from './job-registry.js';
import { Queues } from './queues.js';
import { Reconciler } from './reconciler.js';
import { QueuesSettings } from './settings.js';
import { Workers } from './workers.js';

/**
 * When things start and end. Handlers are found and checked before anything is opened; workers start when every module has
 * initialised and stop before any module closes what handlers use; connections go last.
 */
@Injectable()
export class QueuesLifecycle
  implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(QueuesSettings) private readonly settings: QueuesSettings,
    @Inject(JobRegistry) private readonly registry: JobRegistry,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Workers) private readonly workers: Workers,
    @Inject(Reconciler) private readonly reconciler: Reconciler,
  ) {}

  async onModuleInit(): Promise<void> {
    this.findHandlers();
    this.registry.check({ complete: this.processes });
    await this.queues.open();
  }

  onApplicationBootstrap(): void {
    if (!this.processes) return;
    this.workers.start();
    this.reconciler.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.reconciler.stop();
    await this.workers.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queues.close();
  }

  private get processes(): boolean {
    return this.settings.options.role === 'process';
  }

  private findHandlers(): void {
    for (const { metatype, instance } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function' || !instance) continue;
      const job = Reflect.getMetadata(HANDLED_JOB, metatype) as AnyJob | undefined;
      if (!job) continue;
      const handles = instance as Handles<AnyJob>;
      this.registry.handle({
        job,
        where: metatype.name,
        run: (payload, context) => handles.run(payload, context),
      });
    }
  }
}
