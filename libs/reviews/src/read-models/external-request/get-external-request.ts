import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EventStore } from '@doyak/kernel/event-store';
import { step } from '../../domain/step.js';
import type { ExternalRequest } from '../../domain/step.state.js';
import { stepStream } from '../../review-ids.js';

/** A request to a partner organisation, as it stands. */
export interface ExternalRequestView extends ExternalRequest {
  readonly caseId: string;
  readonly stage: string;
  readonly run: number;
  readonly step: string;
  /** Outcomes that an answer may have. */
  readonly outcomes: readonly string[];
  /** Person whose application the case is about. */
  readonly applicant: string;
  /** open: an answer is awaited. */
  readonly status: 'open' | 'answered' | 'lapsed' | 'closed';
}

/** A request by its id, from its own history; undefined where nobody was asked. */
export class GetExternalRequest extends Query<ExternalRequestView | undefined> {
  constructor(readonly requestId: string) {
    super();
  }
}

@QueryHandler(GetExternalRequest)
export class GetExternalRequestHandler implements IQueryHandler<GetExternalRequest> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ requestId }: GetExternalRequest): Promise<ExternalRequestView | undefined> {
    const { state } = await this.store.load(stepStream(requestId), step);
    if (state.status === 'none' || !state.request) return undefined;
    const { request, caseId, stage, run, outcomes, applicant } = state;
    const answered = request.answers.length > 0;
    const over = state.status === 'stopped' || (state.status === 'ended' && !answered);
    const status = request.lapsed ? 'lapsed' : answered ? 'answered' : over ? 'closed' : 'open';
    return {
      ...request,
      caseId,
      stage,
      run,
      step: state.step,
      outcomes,
      applicant: applicant.personId,
      status,
    };
  }
}
