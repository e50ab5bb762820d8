import { Controller, Get, Inject, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId, byMessage, endpointRefusals, logIndex, reason } from '../../webhooks-input.js';
import { CountReplay, ReplayMessages } from './replay-messages.js';

const replayRefusals = [...endpointRefusals, 'COUNT_DIFFERS', 'REPLAY_SIZE'] as const;

const preview = endpoint({
  permission: 'webhooks.read',
  summary: 'How many messages a replay of a range would send',
  params: byId,
  query: z.object({ from: logIndex, to: logIndex.optional() }),
  response: z.object({ count: z.int(), from: z.int(), to: z.int() }),
  refusals: ['ENDPOINT_NOT_FOUND'],
});

const replay = endpoint({
  permission: 'webhooks.manage',
  summary: 'Send the messages of a range again, in order',
  description:
    'Ask for the count first. Without `to`: everything since `from`, which recovers an endpoint that lost what it had.',
  params: byId,
  body: z.object({
    from: z.int().min(0).describe('Index of the log'),
    to: z.int().min(0).optional(),
    count: z.int().min(1).describe('As shown'),
    reason,
  }),
  command: true,
  refusals: replayRefusals,
});

const resend = endpoint({
  permission: 'webhooks.manage',
  summary: 'Send one message again',
  params: byMessage,
  body: z.object({ reason }),
  command: true,
  refusals: replayRefusals,
});

@Controller('v1/webhook-endpoints')
export class ReplayMessagesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Get(':id/replay')
  @Endpoint(preview)
  async preview(
    { params, query }: InputOf<typeof preview>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof preview>> {
    await this.desk.own(params.id, context, 'webhooks.read-all');
    const { count, to } = await this.queries.execute(new CountReplay(params.id, query));
    return { count, from: query.from, to };
  }

  @Post(':id/replay')
  @Endpoint(replay)
  async replay(
    { params, body }: InputOf<typeof replay>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof replay>> {
    await this.desk.own(params.id, context);
    const { from, to, count } = body;
    return this.commands.execute(
      new ReplayMessages(params.id, { from, to }, count, body.reason, context.command),
    );
  }

  @Post(':id/messages/:index/resend')
  @Endpoint(resend)
  async resend(
    { params, body }: InputOf<typeof resend>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof resend>> {
    await this.desk.own(params.id, context);
    const one = { from: params.index, to: params.index };
    return this.commands.execute(new ReplayMessages(params.id, one, 1, body.reason, context.command));
  }
}
