import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type HealthIndicatorFunction, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { z } from 'zod';
import { EdgeAdapter } from './edge-adapter.js';
import { Endpoint, endpoint, type AnswerOf } from './endpoint.js';
import { Problem } from './problems.js';
import { Readiness, type ReadinessCheck } from './readiness.js';
import { reply } from './reply.js';

const CHECK_MS = 2_000;

const live = endpoint({
  permission: 'public',
  summary: 'Tell whether the process runs',
  tags: ['operations'],
  response: z.object({ status: z.literal('up') }),
});

const part = z.enum(['up', 'down']);

const ready = endpoint({
  permission: 'public',
  summary: 'Tell whether the process should get traffic',
  description:
    '503 with the same body when something is down that requests need. `degraded` with 200: what is down works later (the queue: steps wait, commands go on).',
  tags: ['operations'],
  response: z.object({ status: z.enum(['up', 'degraded', 'down']), checks: z.record(z.string(), part) }),
});

/** For load balancers and process supervisors. Names what is down; why is in the log only. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly host: HttpAdapterHost<EdgeAdapter>,
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly readiness: Readiness,
  ) {}

  @Get('live')
  @Endpoint(live)
  live(): AnswerOf<typeof live> {
    return { status: 'up' };
  }

  @Get('ready')
  @Endpoint(ready)
  async ready(): Promise<AnswerOf<typeof ready>> {
    if (this.host.httpAdapter.drain.draining) throw new Problem('SHUTTING_DOWN', 'This process is stopping.');
    const asked = this.readiness.checks();
    const result = await this.health
      .check(asked.map((check) => this.indicator(check)))
      .catch((error: unknown) => {
        if (!(error instanceof ServiceUnavailableException)) throw error;
        return error.getResponse() as { status: 'error'; details: Record<string, { status: 'up' | 'down' }> };
      });
    const checks = Object.fromEntries(
      Object.entries(result.details).map(([name, { status }]) => [name, status === 'up' ? 'up' : 'down']),
    ) as Record<string, z.infer<typeof part>>;
    const down = asked.filter(({ name }) => checks[name] === 'down');
    if (down.some(({ dispensable }) => !dispensable))
      return reply({ status: 'down', checks }, { status: 503 });
    return reply({ status: down.length > 0 ? 'degraded' : 'up', checks }, { status: 200 });
  }

  private indicator({ name, check }: ReadinessCheck): HealthIndicatorFunction {
    return async () => {
      const indicator = this.indicators.check(name);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_MS} ms`)), CHECK_MS);
      });
      try {
        await Promise.race([check(), late]);
        return indicator.up();
      } catch (error) {
        this.host.httpAdapter.settings.logger.warn({ err: error, check: name }, 'not ready');
        return indicator.down();
      } finally {
        clearTimeout(timer);
      }
    };
  }
}
