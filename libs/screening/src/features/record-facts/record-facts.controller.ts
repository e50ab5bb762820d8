import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { freeText, officerRefusals, values } from '../../screening-input.js';
import { RecordFacts } from './record-facts.js';

const route = endpoint({
  permission: 'screening.examine',
  summary: 'Record facts that an officer found or an office answered',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    facts: values.refine((facts) => Object.keys(facts).length > 0, 'names at least one fact'),
    reason: freeText(1_000).describe('Where it is known from, e.g. the number of a certificate'),
  }),
  command: true,
  refusals: [
    ...officerRefusals,
    ...['FACT_UNKNOWN', 'FACT_INVALID', 'FACT_NOT_RECORDABLE', 'SECOND_PERSON_NEEDED'],
  ],
});

@Controller('v1/screenings')
export class RecordFactsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/facts')
  @Endpoint(route)
  record(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RecordFacts(params.id, body.facts, body.reason, command));
  }
}
