import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { ObjectionEvent } from '../../domain/objection.events.js';
import type { KnownObjection } from '../../domain/objection.js';

/** One line of the list of objections. */
export interface ObjectionLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly program_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly against: string;
  readonly status: KnownObjection['status'];
  readonly window_before: string;
  readonly answer_before: string | null;
  readonly applicant_person_id: string;
  readonly applicant_organisation_id: string | null;
  readonly opened_at: string;
  readonly version: number;
}

export const objectionLines = readTable<ObjectionLine>('objection_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    round_id: 'uuid not null',
    program_id: 'text not null',
    track: 'text not null',
    stage: 'text not null',
    run: 'integer not null',
    against: 'text not null',
    status: 'text not null',
    window_before: 'timestamptz not null',
    answer_before: 'timestamptz',
    applicant_person_id: 'uuid not null',
    applicant_organisation_id: 'uuid',
    opened_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: [
    '(opened_at desc, id desc)',
    '(status, opened_at desc, id desc)',
    '(case_id)',
    '(applicant_organisation_id, opened_at desc, id desc)',
    '(applicant_person_id, opened_at desc, id desc)',
  ],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly objectionId: string }; readonly streamVersion: number };
const change = ({ data, streamVersion }: At, to: Partial<ObjectionLine>) =>
  objectionLines.change(data.objectionId, (line) => ({ ...line, ...to, version: streamVersion }));

export const objectionList = defineReadModel<ObjectionEvent>({
  name: 'objection-list',
  version: 1,
  tables: [objectionLines],
  on: {
    ObjectionWindowOpened: ({ data, occurredAt, streamVersion }) =>
      objectionLines.put({
        ...{ id: data.objectionId, case_id: data.caseId, round_id: data.roundId, track: data.track },
        ...{ program_id: data.programId, stage: data.stage, run: data.run, against: data.against.stage },
        ...{ status: 'WINDOW_OPEN', window_before: data.windowBefore, answer_before: null },
        applicant_person_id: data.applicant.personId,
        applicant_organisation_id: data.applicant.organisationId ?? null,
        ...{ opened_at: occurredAt, version: streamVersion },
      }),
    ObjectionFiled: (event) => change(event, { status: 'FILED', answer_before: event.data.answerBefore }),
    ObjectionExtended: (event) =>
      change(event, { status: 'EXTENDED', answer_before: event.data.answerBefore }),
    ObjectionDecided: (event) => change(event, { status: event.data.decision }),
    ObjectionWindowClosed: (event) => change(event, { status: 'NOT_FILED' }),
    ObjectionStopped: (event) => change(event, { status: 'STOPPED' }),
  },
});
