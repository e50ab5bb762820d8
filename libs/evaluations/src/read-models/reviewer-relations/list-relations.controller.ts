import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, type InputOf, reply, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ground } from '../../domain/conflicts.js';
import { relations } from '../../domain/relations.js';
import { byId } from '../../evaluation-input.js';
import { relationsStream } from '../../evaluation-ids.js';

const relation = z
  .object({
    relationId: z.uuid(),
    ground,
    to: z.object({ personId: z.uuid().optional(), organisationId: z.uuid().optional() }),
    source: z.enum(['self', 'officer']),
    by: z.uuid(),
  })
  .meta({ id: 'ReviewerRelation' });

const route = endpoint({
  permission: 'evaluations.declare-relations',
  summary: 'List the declared relations of a reviewer: reviewers their own',
  params: byId,
  response: z.object({ relations: z.array(relation) }),
  refusals: ['PERSON_NOT_FOUND'],
});

@Controller('v1/reviewers')
export class ListRelationsController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':id/relations')
  @Endpoint(route)
  async list({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    if (params.id !== context.actor.id && !context.permits('evaluations.appoint'))
      throw new Refusal('not-found', 'PERSON_NOT_FOUND', 'There is no such person');
    const { state, version } = await this.store.load(relationsStream(params.id), relations);
    return reply({ relations: state.relations.map((one) => ({ ...one })) }, { version });
  }
}
