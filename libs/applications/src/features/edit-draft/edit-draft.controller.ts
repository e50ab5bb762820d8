import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { businessNumber, corporateNumber, withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';
import { EditDraft } from './edit-draft.js';

const text = (most: number) => withoutResidentNumber(z.string().trim().min(1).max(most));

const route = endpoint({
  permission: 'applications.start',
  summary: 'Edit a draft',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    title: text(200).optional(),
    company: z
      .strictObject({
        name: text(200),
        businessNumber: businessNumber(),
        corporateNumber: corporateNumber().optional(),
      })
      .nullable()
      .optional()
      .describe('The applying company; null for a founder who has none yet'),
    answers: z
      .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,49}$/, 'must be the name of a field'), z.json())
      .refine((answers) => Object.keys(answers).length <= 200, 'has up to 200 fields')
      .optional()
      .describe("Answers to the track's form, merged by field; null removes one"),
  }),
  command: true,
  refusals: ['APPLICATION_NOT_FOUND', 'NOT_THE_APPLICANT', 'APPLICATION_SUBMITTED', 'APPLICATION_WITHDRAWN'],
});

@Controller('v1/applications')
export class EditDraftController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/edit')
  @Endpoint(route)
  edit(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new EditDraft(params.id, body, command));
  }
}
