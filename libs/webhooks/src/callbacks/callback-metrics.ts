import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Metrics } from '@doyak/kernel/http';
import { Counter } from 'prom-client';

/** What /metrics shows of callbacks. */
@Injectable()
export class CallbackMetrics implements OnApplicationBootstrap {
  private callbacks: Counter<'outcome'> | undefined;

  constructor(@Inject(ModuleRef) private readonly modules: ModuleRef) {}

  onApplicationBootstrap(): void {
    let registers;
    try {
      registers = [this.modules.get(Metrics, { strict: false }).registry];
    } catch {
      // A worker without an edge takes no callbacks.
      return;
    }
    this.callbacks = new Counter({
      name: 'doyak_callbacks_total',
      help: 'Answers of partners to requests: accepted, or the code of the refusal',
      labelNames: ['outcome'],
      registers,
    });
  }

  /** `accepted`, or the code of a refusal. */
  callback(outcome: string): void {
    this.callbacks?.inc({ outcome });
  }
}
