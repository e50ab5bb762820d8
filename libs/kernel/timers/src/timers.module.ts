import type { Clock } from '@doyak/kernel/clock';
import { type DynamicModule, Global, Inject, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { type TimerHandler, TimerOptions, TimerRunner } from './timer-runner.js';

@Global()
@Module({})
export class TimersModule {
  static forRoot({ work, pause, clock }: { work: boolean; pause?: number; clock?: Clock }): DynamicModule {
    const provided = { provide: TimerOptions, useValue: new TimerOptions(work, pause, clock) };
    return {
      module: TimersModule,
      imports: [CqrsModule],
      providers: [provided, TimerRunner],
      exports: [TimerRunner],
    };
  }

  /** Registers a context's handlers. Boot fails when a kind has two. */
  static forFeature(handlers: readonly TimerHandler[]): DynamicModule {
    @Module({})
    class TimersFeatureModule {
      constructor(@Inject(TimerRunner) runner: TimerRunner) {
        runner.register(handlers);
      }
    }
    return { module: TimersFeatureModule };
  }
}
