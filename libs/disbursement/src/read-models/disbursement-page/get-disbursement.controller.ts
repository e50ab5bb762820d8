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
import { disbursementStream } from '../../disbursement-ids.js';
import { byId } from '../../disbursement-input.js';
import type { DisbursementEvent } from '../../domain/disbursement.events.js';
import { disbursement } from '../../domain/disbursement.js';
import { disbursementView, viewDisbursement } from './disbursement-view.js';

const route = endpoint({
  permission: 'disbursement.read-own',
  summary: 'Read a disbursement with its claims and payment orders, as it is or as it was',
  params: byId,
  query: pastQuery,
  response: disbursementView,
  refusals: ['DISBURSEMENT_NOT_FOUND'],
});

/** Folds the stream: what is read is what is decided on. Another beneficiary's disbursement looks like none at all. */
@Controller('v1/disbursements')
export class GetDisbursementController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query: { asOf, knownAt } }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const events = (await this.store.readStream(disbursementStream(params.id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(disbursement, events as unknown as DisbursementEvent[]);
    const visible =
      state.status !== 'none' &&
      (context.permits('disbursement.read') || actsFor(context.actor, state.beneficiary));
    if (!visible) throw new Refusal('not-found', 'DISBURSEMENT_NOT_FOUND', 'There is no such disbursement');
    const version = events.at(-1)!.streamVersion;
    return reply(viewDisbursement(state, version), { version });
  }
}
