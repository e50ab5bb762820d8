import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { businessNumber, checkCorporateNumber, corporateNumber } from '@doyak/kernel/korean-ids';
import { ORGANISATION_KINDS } from '../../domain/roles.js';
import { organisationName } from '../request-parts.js';
import { RegisterOrganisation } from './register-organisation.js';

const route = endpoint({
  permission: 'identity.manage-organisations',
  summary: 'Register an organisation',
  body: z.object({
    kind: z.enum(ORGANISATION_KINDS),
    name: organisationName,
    businessNumber: businessNumber().nullable().default(null),
    corporateNumber: corporateNumber().nullable().default(null),
  }),
  response: z.object({
    warnings: z
      .array(z.enum(['CHECK_DIGIT_MISSING']))
      .describe(
        '`CHECK_DIGIT_MISSING`: the corporate number has no valid check digit, as those from 2025-01-31',
      ),
  }),
  command: true,
  creates: true,
  refusals: ['BUSINESS_NUMBER_MISSING', 'BUSINESS_NUMBER_TAKEN', 'ORGANISATION_ALREADY_REGISTERED'],
});

@Controller('v1/organisations')
export class RegisterOrganisationController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  async register({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const outcome = await this.commands.execute(new RegisterOrganisation(body, context.command));
    const checked = body.corporateNumber === null ? null : checkCorporateNumber(body.corporateNumber);
    return { ...outcome, warnings: checked?.ok ? [...checked.warnings] : [] };
  }
}
