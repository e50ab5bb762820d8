import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from './clock.js';

/** Makes the platform's clock injectable, for work that no command gave: it gives commands of its own. */
@Module({})
export class ClockModule {
  static forRoot(clock: Clock = new Clock()): DynamicModule {
    return {
      module: ClockModule,
      global: true,
      providers: [{ provide: Clock, useValue: clock }],
      exports: [Clock],
    };
  }
}
