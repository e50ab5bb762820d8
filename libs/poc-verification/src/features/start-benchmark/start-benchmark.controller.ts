import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, pocRefusals } from '../../poc-input.js';
import { StartBenchmark } from './start-benchmark.js';

const route = endpoint({
  permission: 'poc-verification.run',
  summary: 'Start the next attempt of a verification',
  description: 'It goes on as a review: `/v1/reviews` shows its steps, pauses and resumes them.',
  params: byId,
  body: z.object({
    further: z
      .array(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/))
      .max(10)
      .default([])
      .describe('Suites that are measured beside those of the definition and decide nothing'),
    tokens: z.int().min(1_000).max(1_000_000_000).optional().describe('The most that may be used'),
  }),
  command: true,
  refusals: [
    ...['TARGET_MISSING', 'RESULTS_MISSING', 'SUITES_UNFIT', 'OWN_APPLICATION', 'PERSON_NEEDED'],
    ...pocRefusals,
  ],
});

@Controller('v1/poc-verifications')
export class StartBenchmarkController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/start')
  @Endpoint(route)
  start(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new StartBenchmark(params.id, body, command));
  }
}
