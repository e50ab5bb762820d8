import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { contact, idParams } from '../request-parts.js';
import { ChangeContactData } from './change-contact-data.js';

const ofPerson = endpoint({
  permission: 'identity.manage-people',
  summary: "Change a person's contact data",
  params: idParams,
  body: z.object(contact).partial(),
  command: true,
  refusals: ['EMAIL_TAKEN', 'PERSON_NOT_FOUND', 'PERSON_INACTIVE'],
});

const own = endpoint({
  permission: 'authenticated',
  summary: 'Change the own name or telephone number',
  description: 'The e-mail address is what one signs in with: an administrator changes it.',
  body: z.object({ name: contact.name, phone: contact.phone }).partial(),
  command: true,
});

@Controller('v1')
export class ChangeContactDataController {
  constructor(private readonly commands: CommandBus) {}

  @Post('people/:id/contact-data')
  @Endpoint(ofPerson)
  ofPerson(
    { params, body }: InputOf<typeof ofPerson>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof ofPerson>> {
    return this.commands.execute(new ChangeContactData(params.id, body, context.ip, context.command));
  }

  @Post('me/contact-data')
  @Endpoint(own)
  own({ body }: InputOf<typeof own>, context: RequestContext): Promise<AnswerOf<typeof own>> {
    return this.commands.execute(new ChangeContactData(context.actor.id, body, context.ip, context.command));
  }
}
