import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { stepResult } from '../../each-evaluation.js';
import { GivePledges } from './give-pledges.js';

const name = z.string().min(1).max(63);

const route = endpoint({
  permission: 'evaluations.review',
  summary: 'Pledge for every evaluation of a stage on whose panel one sits',
  description:
    'Each evaluation is answered for on its own; who recuses from one of them pledges for the others.',
  body: z.object({ roundId: z.uuid(), stage: name, track: name.optional() }),
  response: z.object({ evaluations: z.array(stepResult) }),
  timeoutMs: 60_000,
});

@Controller('v1/evaluation-pledges')
export class GivePledgesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  async pledge(
    { body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return { evaluations: await this.commands.execute(new GivePledges(body, command)) };
  }
}
