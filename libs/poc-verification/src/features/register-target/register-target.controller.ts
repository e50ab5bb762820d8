import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, modelDigest, pocRefusals, words } from '../../poc-input.js';
import { RegisterTarget } from './register-target.js';

const route = endpoint({
  permission: 'poc-verification.register-target',
  summary: 'Register the model endpoint that is to be verified',
  description: 'Again before the next attempt to change it. The key is kept sealed and never shown.',
  params: byId,
  body: z.object({
    baseUrl: z
      .string()
      .min(1)
      .max(2_000)
      .describe('Of the OpenAI-compatible API, e.g. https://model.example/v1'),
    key: z.string().min(1).max(4_000).optional().describe('Sent as a bearer token'),
    model: words(200).describe('As the API names it'),
    modelDigest,
    quantisation: words(60).describe('e.g. none, int8, q4_k_m'),
    hardware: words(200).describe('On which it runs'),
    seed: z.int().min(0).max(2_147_483_647).optional().describe('Sent with each request'),
    concurrency: z.int().min(1).max(64).default(4).describe('Requests at a time that it stands'),
    requestsPerMinute: z.int().min(1).max(100_000).optional(),
  }),
  response: z.object({ targetId: z.uuid() }),
  command: true,
  refusals: ['TARGET_UNFIT', 'ENDPOINT_NOT_ALLOWED', ...pocRefusals],
});

@Controller('v1/poc-verifications')
export class RegisterTargetController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/target')
  @Endpoint(route)
  register(
    { params, body: { key, ...target } }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RegisterTarget(params.id, target, key, command));
  }
}
