import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { Endpoint, endpoint, reply, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { organisation } from '../../domain/organisation.js';
import { ORGANISATION_KINDS } from '../../domain/roles.js';
import { organisationStream } from '../../domain/streams.js';
import { idParams } from '../../features/request-parts.js';

const route = endpoint({
  permission: 'identity.read-organisations',
  summary: 'Show an organisation',
  params: idParams,
  response: z.object({
    id: z.uuid(),
    kind: z.enum(ORGANISATION_KINDS),
    name: z.string(),
    businessNumber: z.string().nullable(),
    corporateNumber: z.string().nullable(),
    active: z.boolean(),
  }),
  refusals: ['ORGANISATION_NOT_FOUND'],
});

/** Read from the stream itself: what was just decided is here, and the version fits `If-Match`. */
@Controller('v1/organisations')
export class OrganisationPageController {
  constructor(private readonly store: EventStore) {}

  @Get(':id')
  @Endpoint(route)
  async show({ params }: InputOf<typeof route>, _context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { state, version } = await this.store.load(organisationStream(params.id), organisation);
    if (state.status === 'absent') {
      throw new Refusal('not-found', 'ORGANISATION_NOT_FOUND', 'There is no such organisation.');
    }
    const { kind, name, businessNumber, corporateNumber } = state;
    const active = state.status === 'active';
    return reply({ id: params.id, kind, name, businessNumber, corporateNumber, active }, { version });
  }
}
