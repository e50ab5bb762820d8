import { Metrics } from '@doyak/kernel/http';
import { ReviewHealth } from '@doyak/reviews';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Gauge } from 'prom-client';

/** What /metrics shows of the automated steps of reviews. */
@Injectable()
export class ReviewMetrics implements OnApplicationBootstrap {
  constructor(
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(ModuleRef) private readonly modules: ModuleRef,
  ) {}

  onApplicationBootstrap(): void {
    const health = this.modules.get(ReviewHealth, { strict: false });
    const registers = [this.metrics.registry];
    // Each gauge reads for itself: one that another fills would show what it was at the scrape before.
    new Gauge({
      name: 'doyak_review_oldest_waiting_seconds',
      help: 'How long the oldest automated step that waits for its check has waited since it was due',
      labelNames: ['checker'],
      registers,
      async collect() {
        const standing = await health.standing();
        this.reset();
        for (const { checker, oldestSeconds } of standing) this.set({ checker }, oldestSeconds);
      },
    });
    new Gauge({
      name: 'doyak_review_steps',
      help: 'Automated steps that are not over, by check and state; stuck ones are counted once more',
      labelNames: ['checker', 'state'],
      registers,
      async collect() {
        const standing = await health.standing();
        this.reset();
        for (const { checker, oldestSeconds: _, ...states } of standing)
          for (const [state, count] of Object.entries(states)) this.set({ checker, state }, count);
      },
    });
    new Gauge({
      name: 'doyak_review_attempts',
      help: 'What attempts at checks came to, in this process since it began',
      labelNames: ['checker', 'outcome'],
      registers,
      collect() {
        this.reset();
        for (const { checker, outcome, count } of health.outcomes()) this.set({ checker, outcome }, count);
      },
    });
  }
}
