import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ground } from '../../domain/conflicts.js';
import { byId, freeText } from '../../evaluation-input.js';
import { DeclareRelation } from './declare-relation.js';

const route = endpoint({
  permission: 'evaluations.declare-relations',
  summary: 'Declare a relation of a reviewer to who may apply',
  description:
    'Reviewers declare their own, officers those of any reviewer. Former relations count like present ones. Panels on which it is a ground of exclusion are left at once.',
  params: byId,
  body: z.object({
    ground,
    to: z.union([
      z.strictObject({ personId: z.uuid() }),
      z.strictObject({ organisationId: z.uuid() }),
      z.strictObject({ evaluationId: z.uuid().describe('The applicant of this evaluation') }),
    ]),
    note: freeText(2_000).optional(),
  }),
  command: true,
  refusals: ['PERSON_NOT_FOUND', 'EVALUATION_NOT_FOUND', 'PERSON_NEEDED'],
});

@Controller('v1/reviewers')
export class DeclareRelationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/relations')
  @Endpoint(route)
  declare({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const own = params.id === context.actor.id;
    // Other people look like none at all.
    if (!own && !context.permits('evaluations.appoint'))
      throw new Refusal('not-found', 'PERSON_NOT_FOUND', 'There is no such person');
    return this.commands.execute(new DeclareRelation(params.id, body, context.command));
  }
}
