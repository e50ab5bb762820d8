import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText, reviewerRefusals } from '../../evaluation-input.js';
import { ChallengeReviewer } from './challenge-reviewer.js';

const filing = endpoint({
  permission: 'evaluations.challenge',
  summary: 'Ask that a member of the panel be kept away',
  params: byId,
  body: z.object({ reviewer: z.uuid(), grounds: freeText(4_000) }),
  command: true,
  refusals: [
    ...['EVALUATION_NOT_FOUND', 'EVALUATION_CLOSED', 'PERSON_NEEDED', 'NOT_THE_APPLICANT'],
    ...['CHALLENGE_NOT_FORESEEN', 'NOT_A_MEMBER', 'CHALLENGED_BEFORE'],
  ],
});

const vote = endpoint({
  permission: 'evaluations.review',
  summary: 'Vote on a challenge, as a member of the panel who is not the challenged one',
  description: 'More than half of the others uphold it, or it is rejected; a tie is no majority.',
  params: z.object({
    id: z.uuid(),
    challenge: z
      .string()
      .regex(/^[1-9]\d{0,3}$/)
      .transform(Number),
  }),
  body: z.object({ uphold: z.boolean() }),
  command: true,
  refusals: [
    ...reviewerRefusals,
    ...['CHALLENGE_NOT_FOUND', 'OWN_CHALLENGE', 'CHALLENGE_DECIDED', 'PLEDGE_NEEDED'],
  ],
});

@Controller('v1/evaluations')
export class ChallengeReviewerController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/challenges')
  @Endpoint(filing)
  file(
    { params, body }: InputOf<typeof filing>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof filing>> {
    return this.commands.execute(
      new ChallengeReviewer(params.id, { type: 'FileChallenge', ...body }, command),
    );
  }

  @Post(':id/challenges/:challenge/votes')
  @Endpoint(vote)
  vote({ params, body }: InputOf<typeof vote>, { command }: RequestContext): Promise<AnswerOf<typeof vote>> {
    const step = { type: 'VoteOnChallenge', challenge: params.challenge, uphold: body.uphold } as const;
    return this.commands.execute(new ChallengeReviewer(params.id, step, command));
  }
}
