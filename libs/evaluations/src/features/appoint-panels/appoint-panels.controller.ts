import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { stepResult } from '../../each-evaluation.js';
import { reviewers } from '../../evaluation-input.js';
import { AppointPanels } from './appoint-panels.js';

const name = z.string().min(1).max(63);

const route = endpoint({
  permission: 'evaluations.appoint',
  summary: 'Appoint one panel for every evaluation of a stage that has none yet',
  description:
    'One committee sits over many applications. Each evaluation is answered for on its own; once an evaluation has its panel, a repeat leaves it alone.',
  body: z.object({ roundId: z.uuid(), stage: name, track: name.optional(), reviewers }),
  response: z.object({ evaluations: z.array(stepResult) }),
  timeoutMs: 60_000,
});

@Controller('v1/evaluation-panels')
export class AppointPanelsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  async appoint(
    { body: { reviewers: named, ...of } }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return { evaluations: await this.commands.execute(new AppointPanels(of, named, command)) };
  }
}
