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
import type { ObjectionEvent } from '../../domain/objection.events.js';
import { type KnownObjection, objection } from '../../domain/objection.js';
import { objectionStream } from '../../selection-ids.js';
import { objectionStatus } from '../objection-list/list-objections.controller.js';

const view = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    applicationId: z.uuid(),
    stage: z.string(),
    run: z.int(),
    status: objectionStatus,
    against: z.object({ stage: z.string(), kind: z.string(), run: z.int(), outcome: z.string() }),
    windowBefore: z.string().describe('First instant that is too late to file'),
    grounds: z.string().nullable(),
    late: z.boolean(),
    answerBefore: z.string().nullable(),
    overdue: z.boolean().describe('The time for the answer is over and there is none'),
    extension: z.string().nullable().describe('Why the time was extended'),
    decision: z
      .object({
        reason: z.string(),
        effect: z.string().nullable(),
        by: z.uuid().nullable().describe('Null for the applicant, and where a rule decided'),
      })
      .nullable(),
    version: z.int(),
  })
  .meta({ id: 'Objection' });

const route = endpoint({
  permission: 'selection.read-objections',
  summary: 'Read an objection, as it is or as it was',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: view,
  refusals: ['OBJECTION_NOT_FOUND'],
});

@Controller('v1/objections')
export class GetObjectionController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query: { asOf, knownAt } }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const events = (await this.store.readStream(objectionStream(params.id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(objection, events as unknown as ObjectionEvent[]);
    const inside = context.permits('selection.read-all-objections');
    // Another applicant's objection looks like none at all.
    if (state.status === 'none' || !(inside || actsFor(context.actor, state.applicant)))
      throw new Refusal('not-found', 'OBJECTION_NOT_FOUND', 'There is no such objection');
    const version = events.at(-1)!.streamVersion;
    return reply({ ...viewOf(state, inside, asOf ?? context.now), version }, { version });
  }
}

function viewOf(state: KnownObjection, inside: boolean, at: Date): Omit<z.input<typeof view>, 'version'> {
  const { caseId, applicationId, stage, run, status, windowBefore, filed, decision } = state;
  const { decidedBy: _, ...against } = state.against;
  const pending = status === 'FILED' || status === 'EXTENDED';
  return {
    ...{ id: state.objectionId, caseId, applicationId, stage, run, status, against, windowBefore },
    ...{ grounds: filed?.grounds ?? null, late: filed?.late ?? false },
    ...{ answerBefore: state.answerBefore ?? null, extension: state.extension ?? null },
    overdue: pending && state.answerBefore !== undefined && at >= new Date(state.answerBefore),
    decision: decision
      ? {
          ...{ reason: decision.reason, effect: decision.effect?.kind ?? null },
          by: inside ? (decision.by ?? null) : null,
        }
      : null,
  };
}
