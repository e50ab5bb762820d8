import { Followers } from '@doyak/kernel/event-store';
import { HttpModule, ReadYourWrites } from '@doyak/kernel/http';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PlatformModule, type PlatformOptions } from '../../composition/src/platform.module.js';
import { ReviewMetrics } from '../../composition/src/review-metrics.js';
import { StoreHealth } from '../../composition/src/store-health.js';
import { EventsController } from './events.controller.js';
import { JobsController } from './jobs.controller.js';

/** What the edge needs from the store, under the edge's own names. */
@Global()
@Module({
  providers: [{ provide: ReadYourWrites, useExisting: Followers }],
  exports: [ReadYourWrites],
})
class EdgePortsModule {}

/** The API: the edge over the platform. With `work` it also follows the log and runs jobs: one process for everything. */
@Module({})
export class ApiModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule, PlatformModule.forRoot(options), EdgePortsModule, HttpModule],
      controllers: [EventsController, JobsController],
      providers: [StoreHealth, ReviewMetrics],
    };
  }
}
