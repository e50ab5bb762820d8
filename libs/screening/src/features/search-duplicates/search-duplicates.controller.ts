import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { officerRefusals } from '../../screening-input.js';
import { SearchDuplicates } from './search-duplicates.js';

const route = endpoint({
  permission: 'screening.examine',
  summary: 'Search all programs again for duplicate support',
  description: 'Doyak searches once by itself when the screening opens.',
  params: z.object({ id: z.uuid() }),
  command: true,
  refusals: officerRefusals,
});

@Controller('v1/screenings')
export class SearchDuplicatesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/duplicate-search')
  @Endpoint(route)
  search({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new SearchDuplicates(params.id, command));
  }
}
