import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { reason } from '../../budget-line-input.js';
import { byId, day, sha256 } from '../../disbursement-input.js';
import { GROUNDS } from '../../domain/settling/sanction.events.js';
import { none, reasonBody, sanctionRefusals } from '../../settling/settling-input.js';
import { NoticeSanction, UseSanction } from './use-sanction.js';

const months = z.int().min(0).max(120).describe('Participation restriction (참여제한), in months');

const notice = endpoint({
  permission: 'disbursement.sanction',
  summary: 'Give prior notice of a sanction (사전통지)',
  body: z.object({
    caseId: z.uuid(),
    settlementId: z.uuid().optional().describe('Needed for a surcharge: what it did not accept'),
    ground: z.enum(GROUNDS),
    reason,
    months,
    surcharge: none.default(0).describe('Surcharge (제재부가금), in whole KRW'),
    opinionUntil: day.describe('Last day for an opinion in Seoul: at least 10 days from now'),
  }),
  command: true,
  creates: true,
  refusals: [
    ...['CASE_NOT_FOUND', 'SETTLEMENT_NOT_FOUND', 'SANCTION_UNFIT', 'HONEST_FAILURE_EXEMPT'],
    ...['OWN_APPLICATION', 'PERSON_NEEDED'],
  ],
});

const opinion = endpoint({
  permission: 'disbursement.answer-sanction',
  summary: 'Give an opinion about a sanction one has notice of (의견제출)',
  params: byId,
  body: z.object({ opinion: reason, papers: z.array(sha256).max(20).default([]) }),
  command: true,
  refusals: [
    ...['SANCTION_NOT_FOUND', 'SANCTION_NOT_SO', 'PERSON_NEEDED'],
    ...['NOT_BENEFICIARY', 'OPINION_LATE', 'EVIDENCE_NOT_FOUND'],
  ],
});

const decide = endpoint({
  permission: 'disbursement.sanction',
  summary: 'Impose a sanction that another person gave notice of, or less of it',
  params: byId,
  body: z.object({
    ...{ months, surcharge: none.default(0), reason },
    from: day.describe('First day of the restriction in Seoul: today, or up to 90 days ahead'),
  }),
  command: true,
  refusals: [...sanctionRefusals, 'FOUR_EYES', 'OPINION_AWAITED', 'SANCTION_UNFIT'],
});

const govern = (summary: string, refusals: readonly 'FOUR_EYES'[] = []) =>
  endpoint({
    permission: 'disbursement.sanction',
    ...{ summary, params: byId, body: reasonBody, command: true },
    refusals: [...sanctionRefusals, ...refusals],
  });
const drop = govern('Drop a sanction that another person gave notice of', ['FOUR_EYES']);
const stay = govern('Stay a sanction, by order of a court (집행정지)');
const resume = govern('Let a sanction that was stayed go on');
const revoke = govern('Revoke a sanction');

type Governed = InputOf<typeof stay>;
type Answer = Promise<AnswerOf<typeof stay>>;

@Controller('v1/sanctions')
export class UseSanctionController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(notice)
  notice({ body }: InputOf<typeof notice>, { command }: RequestContext): Promise<AnswerOf<typeof notice>> {
    return this.commands.execute(new NoticeSanction(body, command));
  }

  @Post(':id/opinion')
  @Endpoint(opinion)
  opinion(
    { params, body }: InputOf<typeof opinion>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof opinion>> {
    return this.commands.execute(new UseSanction(params.id, { type: 'GiveOpinion', ...body }, command));
  }

  @Post(':id/decide')
  @Endpoint(decide)
  decide(
    { params, body }: InputOf<typeof decide>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof decide>> {
    return this.commands.execute(new UseSanction(params.id, { type: 'DecideSanction', ...body }, command));
  }

  @Post(':id/drop')
  @Endpoint(drop)
  drop({ params, body }: Governed, { command }: RequestContext): Answer {
    return this.commands.execute(new UseSanction(params.id, { type: 'DropSanction', ...body }, command));
  }

  @Post(':id/stay')
  @Endpoint(stay)
  stay({ params, body }: Governed, { command }: RequestContext): Answer {
    return this.commands.execute(new UseSanction(params.id, { type: 'StaySanction', ...body }, command));
  }

  @Post(':id/resume')
  @Endpoint(resume)
  resume({ params, body }: Governed, { command }: RequestContext): Answer {
    return this.commands.execute(new UseSanction(params.id, { type: 'ResumeSanction', ...body }, command));
  }

  @Post(':id/revoke')
  @Endpoint(revoke)
  revoke({ params, body }: Governed, { command }: RequestContext): Answer {
    return this.commands.execute(new UseSanction(params.id, { type: 'RevokeSanction', ...body }, command));
  }
}
