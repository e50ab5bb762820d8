import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { freeText } from '../../evaluation-input.js';
import { RetractRelation } from './retract-relation.js';

const route = endpoint({
  permission: 'evaluations.appoint',
  summary: 'Retract a relation that was recorded in error',
  description: 'By another person than the reviewer and than who recorded it.',
  params: z.object({ id: z.uuid(), relation: z.uuid() }),
  body: z.object({ reason: freeText(2_000) }),
  command: true,
  refusals: ['RELATION_NOT_FOUND', 'SECOND_PERSON_NEEDED', 'PERSON_NEEDED'],
});

@Controller('v1/reviewers')
export class RetractRelationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/relations/:relation/retract')
  @Endpoint(route)
  retract(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RetractRelation(params.id, params.relation, body.reason, command));
  }
}
