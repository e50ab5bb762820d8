import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The Prometheus registry of the process. Others add to it: `new Gauge({ …, registers: [metrics.registry] })`. */
export class Metrics {
  readonly registry = new Registry();

  private readonly durations = new Histogram({
    name: 'doyak_http_request_duration_seconds',
    help: 'From arrival to the last byte, by route template',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  private readonly refused = new Counter({
    name: 'doyak_http_rate_limited_total',
    help: 'Requests over their budget',
    labelNames: ['budget'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** `route` is a template, never a path: the number of label values stays bounded. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.durations.observe({ method, route, status: String(status) }, seconds);
  }

  limited(budget: string): void {
    this.refused.inc({ budget });
  }
}
