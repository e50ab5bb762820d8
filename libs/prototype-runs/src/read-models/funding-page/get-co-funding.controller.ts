import { Controller, Get, Inject } from '@nestjs/common';
import { actsFor } from '@doyak/applications';
import { fold, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import type { CoFundingEvent } from '../../domain/co-funding.events.js';
import { coFunding } from '../../domain/co-funding.js';
import type { KnownCoFunding } from '../../domain/co-funding.state.js';
import { fundingStream } from '../../prototype-run-ids.js';
import { byId } from '../../run-input.js';
import { fundingView, viewCoFunding } from './funding-view.js';

const route = endpoint({
  permission: 'prototype-runs.read',
  summary: 'Read a co-funding, as it is or as it was',
  description: 'Its parties see it, and those who were invited.',
  params: byId,
  query: pastQuery,
  response: fundingView,
  refusals: ['CO_FUNDING_NOT_FOUND'],
});

/** Folds the stream: what is read is what is decided on. */
@Controller('v1/co-fundings')
export class GetCoFundingController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query: { asOf, knownAt } }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const events = (await this.store.readStream(fundingStream(params.id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(coFunding, events as unknown as CoFundingEvent[]);
    if (state.status === 'none' || !mayRead(state, context))
      throw new Refusal('not-found', 'CO_FUNDING_NOT_FOUND', 'There is no such co-funding');
    const version = events.at(-1)!.streamVersion;
    return reply(viewCoFunding(state, version), { version });
  }
}

function mayRead({ applicant, invited }: KnownCoFunding, context: RequestContext): boolean {
  const { actor } = context;
  if (context.permits('prototype-runs.read-all') || actsFor(actor, applicant)) return true;
  return invited.some(({ organisationId }) => organisationId === actor.organisationId);
}
