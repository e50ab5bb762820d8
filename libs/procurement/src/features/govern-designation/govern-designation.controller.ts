import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, designationRefusals, freeText, reasoned } from '../../registration-input.js';
import { GovernDesignation, type Governing } from './govern-designation.js';

const common = { params: byId, body: reasoned, command: true } as const;
const govern = { ...common, permission: 'procurement.govern' } as const;
const refusals = [...designationRefusals, 'DESIGNATION_NOT_SO', 'OWN_APPLICATION'] as const;

const extend = endpoint({
  ...govern,
  summary: 'Extend a designation by the next term of its program',
  description: 'Never beyond six years in all.',
  refusals: [...refusals, 'NO_EXTENSION_LEFT', 'EXTENSION_TOO_EARLY'],
});
const suspend = endpoint({ ...govern, summary: 'Suspend a designation', refusals });
const lift = endpoint({ ...govern, summary: 'Lift the suspension of a designation', refusals });
const cancel = endpoint({
  ...govern,
  summary: 'Cancel a designation',
  body: z.object({
    ground: z.enum([
      ...(['FALSE_APPLICATION', 'IP_LOST', 'QUALITY_FAILURE', 'SUPPLY_REFUSED', 'UNFAIR_TRADER'] as const),
      'CLOSURE',
    ]),
    reason: freeText(4_000),
  }),
  refusals: [...designationRefusals, 'OWN_APPLICATION'],
});
const renounce = endpoint({
  ...common,
  permission: 'procurement.apply',
  summary: 'Renounce an own designation',
  refusals: [...designationRefusals, 'NOT_THE_APPLICANT'],
});

@Controller('v1/registrations')
export class GovernDesignationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/extend')
  @Endpoint(extend)
  extend(
    { params, body }: InputOf<typeof extend>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof extend>> {
    return this.give(params.id, { type: 'ExtendDesignation', ...body }, context);
  }

  @Post(':id/suspend')
  @Endpoint(suspend)
  suspend(
    { params, body }: InputOf<typeof suspend>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof suspend>> {
    return this.give(params.id, { type: 'SuspendDesignation', ...body }, context);
  }

  @Post(':id/lift-suspension')
  @Endpoint(lift)
  lift({ params, body }: InputOf<typeof lift>, context: RequestContext): Promise<AnswerOf<typeof lift>> {
    return this.give(params.id, { type: 'LiftSuspension', ...body }, context);
  }

  @Post(':id/cancel')
  @Endpoint(cancel)
  cancel(
    { params, body }: InputOf<typeof cancel>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof cancel>> {
    return this.give(params.id, { type: 'CancelDesignation', ...body }, context);
  }

  @Post(':id/renounce')
  @Endpoint(renounce)
  renounce(
    { params, body }: InputOf<typeof renounce>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof renounce>> {
    return this.give(params.id, { type: 'RenounceDesignation', ...body }, context);
  }

  private give(id: string, governing: Governing, { command }: RequestContext) {
    return this.commands.execute(new GovernDesignation(id, governing, command));
  }
}
