import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { EventStore } from '@doyak/kernel/event-store';
import { Endpoint, endpoint, reply, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { ContactData } from '../../contact-data/contact-data.js';
import { organisation } from '../../domain/organisation.js';
import { person } from '../../domain/person.js';
import { rolesAt } from '../../domain/person.state.js';
import { ORGANISATION_KINDS, ROLES } from '../../domain/roles.js';
import { organisationStream, personStream } from '../../domain/streams.js';

const route = endpoint({
  permission: 'authenticated',
  summary: 'Show who is signed in and what they may do',
  tags: ['me'],
  response: z.object({
    id: z.uuid(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    organisation: z.object({ id: z.uuid(), kind: z.enum(ORGANISATION_KINDS), name: z.string() }).nullable(),
    roles: z.array(z.enum(ROLES)),
    permissions: z.array(z.string()),
  }),
});

@Controller('v1/me')
export class MeController {
  constructor(
    private readonly store: EventStore,
    private readonly contactData: ContactData,
  ) {}

  @Get()
  @Endpoint(route)
  async show(
    _input: InputOf<typeof route>,
    { actor, principal, now }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const [{ state, version }, contact, theirs] = await Promise.all([
      this.store.load(personStream(actor.id), person),
      this.contactData.find(actor.id),
      actor.organisationId ? this.organisation(actor.organisationId) : null,
    ]);
    const roles = [...rolesAt(state, now)];
    return reply(
      {
        id: actor.id,
        name: contact?.name ?? null,
        email: contact?.email ?? null,
        phone: contact?.phone ?? null,
        organisation: theirs,
        roles,
        permissions: [...(principal?.permissions ?? [])].sort(),
      },
      { version },
    );
  }

  private async organisation(id: string) {
    const { state } = await this.store.load(organisationStream(id), organisation);
    return state.status === 'absent' ? null : { id, kind: state.kind, name: state.name };
  }
}
