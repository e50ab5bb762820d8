import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { freeText, officerRefusals } from '../../screening-input.js';
import { OverruleRule } from './overrule-rule.js';

const rule = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be the id of a rule');
const reason = freeText(2_000);

const proposal = endpoint({
  permission: 'screening.overrule',
  summary: 'Propose to overrule a failing rule',
  description: 'Takes effect when another person confirms it.',
  params: z.object({ id: z.uuid() }),
  body: z.object({ rule, reason }),
  command: true,
  refusals: [
    ...officerRefusals,
    ...['RULE_NOT_FOUND', 'RULE_DOES_NOT_FAIL', 'RULE_NOT_OVERRIDABLE', 'OVERRULING_PROPOSED'],
    'DUTIES_NOT_SEPARATE',
  ],
});

const settlement = (summary: string, more: readonly string[]) =>
  endpoint({
    permission: 'screening.overrule',
    summary,
    params: z.object({ id: z.uuid(), rule }),
    body: z.object({ reason }),
    command: true,
    refusals: [...officerRefusals, 'NO_OVERRULING_PROPOSED', 'DUTIES_NOT_SEPARATE', ...more],
  });
const confirmation = settlement('Confirm, as a second person, that a rule is overruled', [
  'SECOND_PERSON_NEEDED',
]);
const rejection = settlement('Reject or take back the proposal to overrule a rule', []);

@Controller('v1/screenings')
export class OverruleRuleController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/overrulings')
  @Endpoint(proposal)
  propose(
    { params, body }: InputOf<typeof proposal>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof proposal>> {
    return this.commands.execute(
      new OverruleRule(params.id, 'ProposeOverruling', body.rule, body.reason, command),
    );
  }

  @Post(':id/overrulings/:rule/confirm')
  @Endpoint(confirmation)
  confirm(
    { params, body }: InputOf<typeof confirmation>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof confirmation>> {
    return this.commands.execute(
      new OverruleRule(params.id, 'ConfirmOverruling', params.rule, body.reason, command),
    );
  }

  @Post(':id/overrulings/:rule/reject')
  @Endpoint(rejection)
  reject(
    { params, body }: InputOf<typeof rejection>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof rejection>> {
    return this.commands.execute(
      new OverruleRule(params.id, 'RejectOverruling', params.rule, body.reason, command),
    );
  }
}
