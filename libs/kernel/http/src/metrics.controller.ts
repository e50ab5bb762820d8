import { Controller, Get } from '@nestjs/common';
import { Endpoint, endpoint, type AnswerOf } from './endpoint.js';
import { raw } from './media.js';
import { Metrics } from './metrics.js';
import { reply } from './reply.js';

const route = endpoint({
  permission: 'public',
  summary: 'Read the Prometheus metrics of the process',
  description: 'Counts and durations by route template; no ids, no personal data.',
  tags: ['operations'],
  response: raw('text/plain; version=0.0.4; charset=utf-8'),
});

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Endpoint(route)
  async read(): Promise<AnswerOf<typeof route>> {
    return reply(await this.metrics.registry.metrics(), { headers: { 'Cache-Control': 'no-store' } });
  }
}
