import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { id } from '../../domain/format/common.js';
import { RetireProgramVersion } from './retire-version.js';

const route = endpoint({
  permission: 'programs.publish',
  summary: 'Retire a published version: no new rounds of it; its cases go on',
  params: z.object({ id, version: z.string().regex(/^[1-9]\d{0,5}$/, 'must be a version number') }),
  body: z.object({ reason: z.string().trim().min(1).max(1_000) }),
  command: true,
  refusals: ['PROGRAM_NOT_FOUND'],
});

@Controller('v1/programs')
export class RetireProgramVersionController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/versions/:version/retire')
  @Endpoint(route)
  retire(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const version = Number(params.version);
    return this.commands.execute(new RetireProgramVersion(params.id, version, body.reason, command));
  }
}
