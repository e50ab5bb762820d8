import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Database } from '@doyak/kernel/database';
import { Metrics } from '@doyak/kernel/http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Verdict } from './verdict.js';

/** What /metrics shows of webhooks. A worker without an edge counts for itself alone. */
@Injectable()
export class DeliveryMetrics implements OnApplicationBootstrap {
  private attempts: Counter<'verdict'> | undefined;
  private latency: Histogram | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ModuleRef) private readonly modules: ModuleRef,
  ) {}

  onApplicationBootstrap(): void {
    const registers = [this.registry()];
    this.attempts = new Counter({
      name: 'doyak_webhook_attempts_total',
      help: 'Requests to endpoints of partners, by what came of them',
      labelNames: ['verdict'],
      registers,
    });
    this.latency = new Histogram({
      name: 'doyak_webhook_delay_seconds',
      help: 'From making a message to its delivery',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600, 86_400],
      registers,
    });
    const { database } = this;
    new Gauge({
      name: 'doyak_webhook_endpoints',
      help: 'Endpoints by status',
      labelNames: ['status'],
      registers,
      async collect() {
        const { rows } = await database.pool.query<{ status: string; count: string }>(
          'select status, count(*) from webhooks.endpoints group by status',
        );
        this.reset();
        for (const { status, count } of rows) this.set({ status }, Number(count));
      },
    });
    new Gauge({
      name: 'doyak_webhook_alarms',
      help: 'Endpoints that Doyak has paused, until a person resumes them: their officers are to look',
      labelNames: ['because'],
      registers,
      async collect() {
        const { rows } = await database.pool.query<{ because: string; count: string }>(
          `select b.because, count(e.id) from unnest(array['gone', 'exhausted']) b (because)
           left join read.webhook_endpoints e on e.paused_because = b.because and e.status = 'paused' group by b.because`,
        );
        for (const { because, count } of rows) this.set({ because }, Number(count));
      },
    });
    const oldest = new Gauge({
      name: 'doyak_webhook_oldest_waiting_seconds',
      help: 'Age of the oldest message that waits for an active or paused endpoint',
      registers,
    });
    new Gauge({
      name: 'doyak_webhook_waiting',
      help: 'Messages that wait for active or paused endpoints',
      registers,
      async collect() {
        const { rows } = await database.pool.query<{ count: string; age: number }>(
          `select count(*), coalesce(extract(epoch from now() - min(m.made_at)), 0)::float8 as age
           from webhooks.messages m join webhooks.endpoints e using (endpoint_id)
           where m.state = 'waiting' and e.status in ('active', 'paused') and e.url is not null`,
        );
        this.set(Number(rows[0]!.count));
        oldest.set(rows[0]!.age);
      },
    });
  }

  attempted(verdict: Verdict, ms: number): void {
    this.attempts?.inc({ verdict });
    if (verdict === 'delivered') this.latency?.observe(ms / 1_000);
  }

  private registry(): Registry {
    try {
      return this.modules.get(Metrics, { strict: false }).registry;
    } catch {
      return new Registry();
    }
  }
}
