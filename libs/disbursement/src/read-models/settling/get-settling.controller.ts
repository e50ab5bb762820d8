import { Controller, Get, Inject } from '@nestjs/common';
import { actsFor } from '@doyak/applications';
import { type Decider, type DomainEvent, fold, Refusal } from '@doyak/kernel/decider';
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
import { recoveryStream, sanctionStream, settlementStream } from '../../disbursement-ids.js';
import { byId } from '../../disbursement-input.js';
import type { Beneficiary } from '../../domain/four-eyes.js';
import { recovery } from '../../domain/settling/recovery.js';
import { sanction } from '../../domain/settling/sanction.js';
import { settlement } from '../../domain/settling/settlement.js';
import {
  recoveryView,
  sanctionView,
  settlementView,
  viewRecovery,
  viewSanction,
  viewSettlement,
} from './settling-views.js';

const of = { permission: 'disbursement.read-own', params: byId, query: pastQuery };
const settlementRoute = endpoint({
  ...of,
  summary: 'Read a settlement, as it is or as it was',
  response: settlementView,
  refusals: ['SETTLEMENT_NOT_FOUND'],
});
const recoveryRoute = endpoint({
  ...of,
  summary: 'Read a demand for money to be returned, as it is or as it was',
  response: recoveryView,
  refusals: ['RECOVERY_NOT_FOUND'],
});
const sanctionRoute = endpoint({
  ...of,
  summary: 'Read a sanction, as it is or as it was',
  response: sanctionView,
  refusals: ['SANCTION_NOT_FOUND'],
});

/** Fold the streams: what is read is what is decided on. What concerns another beneficiary looks like nothing at all. */
@Controller('v1')
export class GetSettlingController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get('settlements/:id')
  @Endpoint(settlementRoute)
  async settlement(
    { params, query }: InputOf<typeof settlementRoute>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof settlementRoute>> {
    const { state, version } = await this.fold(settlementStream(params.id), settlement, query);
    if (state.status === 'none' || !visible(context, state.beneficiary))
      throw new Refusal('not-found', 'SETTLEMENT_NOT_FOUND', 'There is no such settlement');
    return reply(viewSettlement(state, version), { version });
  }

  @Get('recoveries/:id')
  @Endpoint(recoveryRoute)
  async recovery(
    { params, query }: InputOf<typeof recoveryRoute>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof recoveryRoute>> {
    const { state, version } = await this.fold(recoveryStream(params.id), recovery, query);
    if (state.status === 'none' || !visible(context, state.debtor))
      throw new Refusal('not-found', 'RECOVERY_NOT_FOUND', 'There is no such recovery');
    return reply(viewRecovery(state, version), { version });
  }

  @Get('sanctions/:id')
  @Endpoint(sanctionRoute)
  async sanction(
    { params, query }: InputOf<typeof sanctionRoute>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof sanctionRoute>> {
    const { state, version } = await this.fold(sanctionStream(params.id), sanction, query);
    if (state.status === 'none' || !visible(context, state.against))
      throw new Refusal('not-found', 'SANCTION_NOT_FOUND', 'There is no such sanction');
    return reply(viewSanction(state, version), { version });
  }

  private async fold<State, Event extends DomainEvent>(
    stream: string,
    decider: Decider<State, never, Event>,
    { asOf, knownAt }: { asOf?: Date; knownAt?: Date },
  ): Promise<{ state: State; version: number }> {
    const events = (await this.store.readStream(stream)).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(decider, events as unknown as Event[]);
    return { state, version: events.at(-1)?.streamVersion ?? 0 };
  }
}

const visible = (context: RequestContext, party: Beneficiary) =>
  context.permits('disbursement.read') || actsFor(context.actor, party);
