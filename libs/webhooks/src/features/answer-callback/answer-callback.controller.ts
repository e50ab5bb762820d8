import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, Problem, RequestContext } from '@doyak/kernel/http';
import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { GetExternalRequest } from '@doyak/reviews';
import { z } from 'zod';
import { CallbackMetrics } from '../../callbacks/callback-metrics.js';
import { CallbackSigners, type SignatureFault } from '../../callbacks/callback-signers.js';
import { sha256Hex, webhookHeaders } from '../../webhooks-input.js';
import { AnswerCallback, RecordRefusedCallback, sha256Of } from './answer-callback.js';

const FAULTS: Readonly<Record<SignatureFault, string>> = {
  CALLBACK_UNSIGNED: 'webhook-id, webhook-timestamp and webhook-signature are needed',
  CALLBACK_UNTRUSTED: 'No signature fits a key of the organisation that was asked',
  CALLBACK_TOO_OLD: 'The signature is older than 300 seconds',
  CALLBACK_FROM_FUTURE: 'The signature is more than 300 seconds ahead',
  CALLBACK_KEY_INVALID: 'The key was revoked, or is not valid now',
  CALLBACK_KEY_NEEDED: 'The organisation has registered a key: only that counts',
  NOT_THE_PARTNER: 'Only the organisation that was asked may answer',
};

const text = (most: number) => withoutResidentNumber(z.string().trim().min(1).max(most));

const route = endpoint({
  permission: 'public',
  summary: 'Answer a request, signed',
  description:
    'The signature is the credential: Standard Webhooks over the bytes as they are sent, `v1a` by a key that the partner has registered; `v1` by ' +
    'the secret of one of its endpoints counts while it has registered none. `webhook-id` is used for one answer: the same bytes under it again ' +
    'are answered as before. Before the deadline an answer is corrected by another that names it in `supersedes`, for as long as nothing was ' +
    'built on it. The bytes are kept as they come; what is refused is recorded.',
  params: z.object({ requestId: z.uuid() }),
  headers: webhookHeaders,
  body: z.object({
    requestId: z.uuid().describe('As in the path, which is not signed'),
    outcome: z.string().min(1).max(100).describe('One of the `outcomes` of the request'),
    supersedes: sha256Hex.optional().describe('SHA-256 of the bytes of the answer that this one corrects'),
    reference: text(200).optional().describe('Number of the decision in the partner’s own books'),
    note: text(4_000).optional(),
    details: z
      .record(z.string().min(1).max(100), z.json())
      .refine((facts) => withoutResidentNumber(z.string()).safeParse(JSON.stringify(facts)).success, {
        error: 'must hold no resident registration number',
      })
      .optional()
      .describe('Facts, as agreed with the agency'),
  }),
  bodyLimit: 64 * 1024,
  response: z.object({
    answer: z.object({
      number: z.int().describe('1 for the first; a correction supersedes the one before'),
      outcome: z.string(),
      bodySha256: z.string().describe('Of the bytes as they were signed; a correction names it'),
      receivedAt: z.string(),
    }),
  }),
  command: true,
  refusals: [
    ...['CALLBACK_UNSIGNED', 'CALLBACK_UNTRUSTED', 'CALLBACK_TOO_OLD', 'CALLBACK_FROM_FUTURE'],
    ...[
      'CALLBACK_KEY_INVALID',
      'CALLBACK_KEY_NEEDED',
      'CALLBACK_OF_ANOTHER',
      'CALLBACK_ID_USED',
      'CALLBACKS_TOO_MANY',
    ],
    ...['REQUEST_NOT_FOUND', 'NOT_THE_PARTNER', 'REQUEST_LATE', 'REQUEST_CLOSED', 'REQUEST_ANSWERED'],
    'ANSWER_ELSEWHERE',
    ...['ANSWER_SUPERSEDED', 'OUTCOME_UNKNOWN', 'STEP_NOT_RUNNING'],
  ],
});

@Controller('v1/callbacks')
export class AnswerCallbackController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CallbackSigners) private readonly signers: CallbackSigners,
    @Inject(CallbackMetrics) private readonly metrics: CallbackMetrics,
  ) {}

  @Post(':requestId')
  @Endpoint(route)
  async answer(
    { params: { requestId }, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    try {
      const done = await this.take(requestId, body, context);
      this.metrics.callback('accepted');
      return done;
    } catch (error) {
      if (error instanceof Refusal || error instanceof Problem) this.metrics.callback(error.code);
      throw error;
    }
  }

  private async take(requestId: string, body: InputOf<typeof route>['body'], context: RequestContext) {
    const request = await this.request(requestId);
    const { rawBody: raw, headers, now, command } = context;
    const { signer, fault } = await this.signers.recognise(headers, raw, request.organisationId, now);
    if (fault !== undefined || signer === undefined) {
      const code = fault ?? 'CALLBACK_UNTRUSTED';
      // Who signs nothing claims nothing.
      if (code !== 'CALLBACK_UNSIGNED')
        await this.commands.execute(new RecordRefusedCallback({ request, raw }, code, signer, command));
      throw new Problem(code, FAULTS[code]);
    }
    const done = await this.commands.execute(
      new AnswerCallback({ request, raw, answer: body }, signer, command),
    );
    const { answers } = await this.request(requestId);
    const sha256 = sha256Of(raw);
    const at = answers.findIndex(({ bodySha256 }) => bodySha256 === sha256);
    return { ...done, answer: { number: at + 1, ...answers[at]! } };
  }

  private async request(requestId: string) {
    const found = await this.queries.execute(new GetExternalRequest(requestId));
    if (found) return found;
    throw new Refusal('not-found', 'REQUEST_NOT_FOUND', 'There is no such request');
  }
}
