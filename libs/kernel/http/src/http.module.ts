import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { DocsController } from './docs.controller.js';
import { EdgeAdapter } from './edge-adapter.js';
import { EdgeGuard } from './edge-guard.js';
import { EdgeInterceptor } from './edge-interceptor.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { OpenApi } from './openapi.js';
import { ProblemFilter } from './problem-filter.js';
import { RateLimits } from './rate-limits.js';
import { Readiness } from './readiness.js';
import { RouteTable } from './route-table.js';

/** The edge. Imported once by the application's root module, whose application `createHttpApplication` makes. */
@Global()
@Module({
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, MetricsController, DocsController],
  providers: [
    RouteTable,
    RateLimits,
    Readiness,
    OpenApi,
    {
      provide: Metrics,
      inject: [HttpAdapterHost],
      useFactory: ({ httpAdapter }: HttpAdapterHost<EdgeAdapter>) => httpAdapter.metrics,
    },
    { provide: APP_GUARD, useClass: EdgeGuard },
    { provide: APP_INTERCEPTOR, useClass: EdgeInterceptor },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [RouteTable, Readiness, Metrics, OpenApi],
})
export class HttpModule {}
