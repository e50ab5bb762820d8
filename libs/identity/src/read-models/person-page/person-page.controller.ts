import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { Endpoint, endpoint, reply, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { ContactData, masked } from '../../contact-data/contact-data.js';
import { PersonalDataAccesses } from '../../contact-data/personal-data-accesses.js';
import { person } from '../../domain/person.js';
import { isLocked, rolesOf } from '../../domain/person.state.js';
import { ROLES } from '../../domain/roles.js';
import { personStream } from '../../domain/streams.js';
import { idParams, reason } from '../../features/request-parts.js';

const route = endpoint({
  permission: 'identity.read-contact-data',
  summary: 'Show a person with contact data',
  description:
    'Masked without a `reason`. With one, each look is recorded: who, when, from where, whose, why. One sees oneself without a reason.',
  params: idParams,
  query: z.object({ reason: reason.optional().describe('Why the data are needed unmasked') }),
  response: z.object({
    id: z.uuid(),
    organisationId: z.uuid().nullable(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    active: z.boolean(),
    erased: z.boolean().describe('Nobody knows any more who it was'),
    hasPassword: z.boolean(),
    lockedUntil: z.iso.datetime().nullable(),
  }),
  refusals: ['PERSON_NOT_FOUND'],
});

@Controller('v1/people')
export class PersonPageController {
  constructor(
    private readonly store: EventStore,
    private readonly contactData: ContactData,
    private readonly accesses: PersonalDataAccesses,
  ) {}

  @Get(':id')
  @Endpoint(route)
  async show(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const { state, version } = await this.store.load(personStream(params.id), person);
    if (state.status === 'absent')
      throw new Refusal('not-found', 'PERSON_NOT_FOUND', 'There is no such person.');
    const { actor, now, ip } = context;
    const unmasked = query.reason !== undefined || actor.id === params.id;
    if (unmasked) {
      const looked = {
        personId: params.id,
        action: 'read',
        what: 'contact-data',
        reason: query.reason,
      } as const;
      await this.accesses.record({ ...looked, actor, address: ip, now });
    }
    const found = await this.contactData.find(params.id);
    const contact = unmasked || !found ? found : masked(found);
    return reply(
      {
        id: params.id,
        organisationId: state.organisationId,
        name: contact?.name ?? null,
        email: contact?.email ?? null,
        phone: contact?.phone ?? null,
        roles: [...rolesOf(state)],
        active: state.status === 'active',
        erased: state.erased ?? false,
        hasPassword: state.credentialId !== null,
        lockedUntil: isLocked(state, now) ? state.lockedUntil : null,
      },
      { version },
    );
  }
}
