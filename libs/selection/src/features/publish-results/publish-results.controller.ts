import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';

import { byId, selectionRefusals } from '../../selection-input.js';
import { PublishResults } from './publish-results.js';

const route = endpoint({
  permission: 'selection.publish',
  summary: 'Publish results that another person ranked',
  description: 'Cases go on or end, and every candidate gets a notice.',
  params: byId,
  command: true,
  refusals: [
    ...selectionRefusals,
    'NOT_RANKED',
    'TIES_UNDECIDED',
    'SECOND_PERSON_NEEDED',
    'DUTIES_NOT_SEPARATE',
  ],
});

@Controller('v1/selections')
export class PublishResultsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/publish')
  @Endpoint(route)
  publish({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new PublishResults(params.id, command));
  }
}
