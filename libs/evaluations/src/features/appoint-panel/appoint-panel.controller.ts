import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { appointmentRefusals, byId, reviewers } from '../../evaluation-input.js';
import { AppointPanel } from './appoint-panel.js';

const route = endpoint({
  permission: 'evaluations.appoint',
  summary: 'Appoint the panel of an evaluation',
  description:
    'As many persons as the committee has members. Whom the data shows to have a conflict of interest is excluded at once, with the ground.',
  params: byId,
  body: z.object({ reviewers }),
  command: true,
  refusals: [...appointmentRefusals, 'PANEL_APPOINTED', 'PANEL_SIZE'],
});

@Controller('v1/evaluations')
export class AppointPanelController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/panel')
  @Endpoint(route)
  appoint(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AppointPanel(params.id, body.reviewers, command));
  }
}
