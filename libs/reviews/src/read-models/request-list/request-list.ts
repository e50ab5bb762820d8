import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { StepEvent } from '../../domain/step.events.js';

/** One request to a partner organisation (외부기관 요청), as the partner sees it. */
export interface RequestLine {
  readonly id: string;
  readonly organisation_id: string;
  readonly case_id: string;
  readonly stage: string;
  readonly step: string;
  readonly what: { readonly ko: string; readonly en: string };
  readonly outcomes: readonly string[];
  readonly answer_before: string;
  readonly reply_path: string;
  readonly status: 'open' | 'answered' | 'lapsed' | 'closed';
  /** What was answered last. */
  readonly answer: string | null;
  readonly answers: number;
  readonly asked_at: string;
  readonly version: number;
}

const requests = readTable<RequestLine>('review_requests', {
  key: 'id',
  columns: {
    id: 'uuid',
    organisation_id: 'uuid not null',
    case_id: 'uuid not null',
    stage: 'text not null',
    step: 'text not null',
    what: 'jsonb not null',
    outcomes: 'jsonb not null',
    answer_before: 'timestamptz not null',
    reply_path: 'text not null',
    status: 'text not null',
    answer: 'text',
    answers: 'integer not null',
    asked_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: ['(organisation_id, asked_at desc, id desc)', '(organisation_id, status, asked_at desc, id desc)'],
});

/** Steps that ask nobody have no line. */
const change = (
  { data, streamVersion }: { data: { stepId: string }; streamVersion: number },
  to: (line: RequestLine) => Partial<RequestLine>,
) => ({
  ...requests.remove(data.stepId),
  change: (row: object | undefined) => row && { ...row, ...to(row as RequestLine), version: streamVersion },
});

export const requestList = defineReadModel<StepEvent>({
  name: 'review-request-list',
  version: 1,
  tables: [requests],
  on: {
    ExternalRequestMade: ({ data, occurredAt, streamVersion }) =>
      requests.put({
        id: data.stepId,
        organisation_id: data.organisationId,
        case_id: data.caseId,
        stage: data.stage,
        step: data.step,
        what: data.what,
        outcomes: data.outcomes,
        answer_before: data.answerBefore,
        reply_path: data.replyPath,
        status: 'open',
        answer: null,
        answers: 0,
        asked_at: occurredAt,
        version: streamVersion,
      }),
    ExternalRequestMoved: (event) => change(event, () => ({ answer_before: event.data.answerBefore })),
    ExternalRequestAnswered: (event) =>
      change(event, () => ({
        ...{ status: 'answered', answer: event.data.outcome, answers: event.data.answer },
      })),
    ExternalRequestLapsed: (event) => change(event, () => ({ status: 'lapsed' })),
    // One that was answered, or that lapsed, stays what it is.
    StepEnded: (event) => change(event, ({ status }) => (status === 'open' ? { status: 'closed' } : {})),
    StepStopped: (event) => change(event, ({ status }) => (status === 'open' ? { status: 'closed' } : {})),
  },
});
