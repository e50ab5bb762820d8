import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { ReviewEvent } from '../../domain/review.events.js';

/** One line of the list of reviews. */
export interface ReviewLine {
  readonly id: string;
  readonly case_id: string;
  readonly application_id: string;
  readonly program_id: string;
  readonly round_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly status: 'open' | 'decided' | 'stopped';
  readonly outcome: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly version: number;
}

export const reviewLines = readTable<ReviewLine>('review_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    application_id: 'uuid not null',
    program_id: 'text not null',
    round_id: 'uuid not null',
    track: 'text not null',
    stage: 'text not null',
    run: 'integer not null',
    status: 'text not null',
    outcome: 'text',
    opened_at: 'timestamptz not null',
    closed_at: 'timestamptz',
    version: 'integer not null',
  },
  indexes: [
    '(opened_at desc, id desc)',
    '(status, opened_at desc, id desc)',
    '(round_id, opened_at desc, id desc)',
    '(case_id)',
  ],
  temporal: { since: 'opened_at' },
});

const seen = ({ data, streamVersion }: { data: { reviewId: string }; streamVersion: number }) =>
  reviewLines.change(data.reviewId, (line) => ({ ...line, version: streamVersion }));

export const reviewList = defineReadModel<ReviewEvent>({
  name: 'review-list',
  version: 1,
  tables: [reviewLines],
  on: {
    ReviewOpened: ({ data, occurredAt, streamVersion }) =>
      reviewLines.put({
        id: data.reviewId,
        case_id: data.caseId,
        application_id: data.applicationId,
        program_id: data.programId,
        round_id: data.roundId,
        track: data.track,
        stage: data.stage,
        run: data.run,
        status: 'open',
        outcome: null,
        opened_at: occurredAt,
        closed_at: null,
        version: streamVersion,
      }),
    StepReached: (event) => seen(event),
    StepPassedOver: (event) => seen(event),
    StepReturned: (event) => seen(event),
    ReviewDecided: ({ data, occurredAt, streamVersion }) =>
      reviewLines.change(data.reviewId, (line) => ({
        ...line,
        ...{ status: 'decided', outcome: data.outcome, closed_at: occurredAt, version: streamVersion },
      })),
    ReviewStopped: ({ data, occurredAt, streamVersion }) =>
      reviewLines.change(data.reviewId, (line) => ({
        ...line,
        ...{ status: 'stopped', closed_at: occurredAt, version: streamVersion },
      })),
  },
});
