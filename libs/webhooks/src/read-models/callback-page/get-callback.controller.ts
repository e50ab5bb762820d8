import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { PersonalDataAccesses, readingReason } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  raw,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { GetExternalRequest } from '@doyak/reviews';
import { z } from 'zod';
import { KeptCallbacks } from '../../callbacks/kept-callbacks.js';
import { callback } from '../../domain/callback.js';
import { callbackStream } from '../../webhook-ids.js';
import { sha256Hex } from '../../webhooks-input.js';

const signedBy = {
  webhookId: z.string(),
  scheme: z.enum(['v1a', 'v1']),
  key: z.string().describe('`whpk_…`, or the id of the endpoint whose secret signed'),
};

const page = endpoint({
  permission: 'webhooks.read',
  summary: 'A request to a partner, what it answered, and what was refused: partners their own',
  params: z.object({ requestId: z.uuid() }),
  response: z.object({
    requestId: z.string(),
    caseId: z.string(),
    organisationId: z.string(),
    stage: z.string(),
    run: z.int(),
    step: z.string(),
    status: z.enum(['open', 'answered', 'lapsed', 'closed']),
    outcomes: z.array(z.string()),
    answerBefore: z.string().describe('First instant that is too late'),
    answers: z
      .array(
        z.object({
          number: z.int(),
          outcome: z.string(),
          bodySha256: z.string(),
          receivedAt: z.string(),
          signedBy: z.object({ ...signedBy, signedAt: z.string(), signature: z.string() }).nullable(),
        }),
      )
      .describe('The last one counts'),
    refused: z.array(
      z.object({
        code: z.string(),
        bodySha256: z.string(),
        size: z.int().describe('Bytes'),
        receivedAt: z.string(),
        signedBy: z.object({ organisationId: z.string(), ...signedBy }).nullable(),
      }),
    ),
  }),
  refusals: ['REQUEST_NOT_FOUND'],
});

const bytes = endpoint({
  permission: 'webhooks.read-callbacks',
  summary: 'The bytes of a callback as they came',
  description:
    'Signed is `webhook-id.webhook-timestamp.bytes`. They may say something of the applicant: who reads them, and why, is recorded.',
  params: z.object({ requestId: z.uuid(), bodySha256: sha256Hex }),
  query: z.object({ reason: readingReason.describe('Why; recorded') }),
  response: raw('application/octet-stream'),
  refusals: ['REQUEST_NOT_FOUND', 'CALLBACK_NOT_KEPT'],
});

@Controller('v1/callbacks')
export class GetCallbackController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(KeptCallbacks) private readonly kept: KeptCallbacks,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
  ) {}

  @Get(':requestId')
  @Endpoint(page)
  async page({ params }: InputOf<typeof page>, context: RequestContext): Promise<AnswerOf<typeof page>> {
    const request = await this.request(params.requestId);
    // Another partner's request looks like none at all.
    if (!context.permits('webhooks.read-all') && request.organisationId !== context.actor.organisationId)
      throw notFound();
    const { received, refused } = (await this.store.load(callbackStream(params.requestId), callback)).state;
    return {
      ...request,
      outcomes: [...request.outcomes],
      answers: request.answers.map((answer, at) => ({
        number: at + 1,
        ...answer,
        signedBy: received.find(({ bodySha256 }) => bodySha256 === answer.bodySha256) ?? null,
      })),
      refused: refused.map(({ by, ...one }) => ({ ...one, signedBy: by ?? null })),
    };
  }

  @Get(':requestId/bodies/:bodySha256')
  @Endpoint(bytes)
  async bytes(
    { params, query: { reason } }: InputOf<typeof bytes>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof bytes>> {
    const { applicant } = await this.request(params.requestId);
    const { received } = (await this.store.load(callbackStream(params.requestId), callback)).state;
    const one = received.find(({ bodySha256 }) => bodySha256 === params.bodySha256);
    const body = one && (await this.kept.open(one.callbackId));
    if (!body)
      throw new Refusal('not-found', 'CALLBACK_NOT_KEPT', 'There are no such bytes, or they were erased');
    const { actor, ip: address, now } = context;
    const what = `callback ${params.requestId}`;
    await this.accesses.record({
      personId: applicant,
      action: 'downloaded',
      what,
      reason,
      actor,
      address,
      now,
    });
    return reply(body, { headers: { 'Cache-Control': 'private, no-store' } });
  }

  private async request(requestId: string) {
    const found = await this.queries.execute(new GetExternalRequest(requestId));
    if (!found) throw notFound();
    return found;
  }
}

const notFound = () => new Refusal('not-found', 'REQUEST_NOT_FOUND', 'There is no such request');
