import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { contact } from '../request-parts.js';
import { RegisterPerson } from './register-person.js';

const route = endpoint({
  permission: 'identity.manage-people',
  summary: 'Register a person',
  body: z.object({
    organisationId: z
      .uuid()
      .nullable()
      .describe('Null: a founder without a company, a reviewer on their own'),
    name: contact.name,
    email: contact.email,
    phone: contact.phone.default(null),
  }),
  command: true,
  creates: true,
  refusals: ['EMAIL_TAKEN', 'ORGANISATION_NOT_FOUND', 'ORGANISATION_INACTIVE', 'PERSON_ALREADY_REGISTERED'],
});

@Controller('v1/people')
export class RegisterPersonController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  register({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { organisationId, ...contactData } = body;
    return this.commands.execute(new RegisterPerson(organisationId, contactData, context.command));
  }
}
