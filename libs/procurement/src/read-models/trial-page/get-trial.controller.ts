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
import { z } from 'zod';
import type { TrialPurchaseEvent } from '../../domain/trial-purchase.events.js';
import { type KnownTrial, TRIAL_STATUSES, trialPurchase } from '../../domain/trial-purchase.js';
import { trialStream } from '../../registration-ids.js';

const view = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: z.enum(TRIAL_STATUSES),
    mostPerProposal: z.int().describe('KRW of all orders together'),
    orders: z.array(
      z.object({
        order: z.int(),
        institutionId: z.uuid(),
        amount: z.int().describe('KRW'),
        status: z.enum(['ordered', 'in-use', 'reported', 'withdrawn']),
        useUntil: z.string().nullable(),
        reportBefore: z.string().nullable(),
        overdue: z.boolean(),
        report: z
          .object({ satisfaction: z.int(), wouldBuy: z.boolean(), text: z.string() })
          .nullable()
          .describe('Of the institution'),
      }),
    ),
    version: z.int(),
  })
  .meta({ id: 'TrialPurchase' });

const route = endpoint({
  permission: 'procurement.read',
  summary: 'Read a trial purchase, as it is or as it was',
  description: 'An institution sees its own orders.',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: view,
  refusals: ['TRIAL_NOT_FOUND'],
});

@Controller('v1/trial-purchases')
export class GetTrialController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query: { asOf, knownAt } }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const events = (await this.store.readStream(trialStream(params.id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(trialPurchase, events as unknown as TrialPurchaseEvent[]);
    const orders = state.status === 'none' ? [] : ordersFor(state, context);
    if (state.status === 'none' || !orders)
      throw new Refusal('not-found', 'TRIAL_NOT_FOUND', 'There is no such trial purchase');
    const { trialId: id, caseId, track, stage, run, status, mostPerProposal } = state;
    const version = events.at(-1)!.streamVersion;
    return reply({ id, caseId, track, stage, run, status, mostPerProposal, orders, version }, { version });
  }
}

/** What a caller has nothing to do with looks like none at all. */
function ordersFor(state: KnownTrial, context: RequestContext): z.input<typeof view>['orders'] | undefined {
  const { organisationId } = context.actor;
  const all = context.permits('procurement.read-all') || actsFor(context.actor, state.applicant);
  const seen = state.orders.filter((one) => all || one.institutionId === organisationId);
  if (!all && seen.length === 0) return undefined;
  return seen.map(({ order, institutionId, amount, status, useUntil, reportBefore, overdue, report }) => ({
    ...{ order, institutionId, amount, status, overdue, report: report ?? null },
    ...{ useUntil: useUntil ?? null, reportBefore: reportBefore ?? null },
  }));
}
