import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { ScreeningEvent } from '../../domain/screening.events.js';

/** One line of the list of screenings. */
export interface ScreeningLine {
  readonly id: string;
  readonly case_id: string;
  readonly application_id: string;
  readonly program_id: string;
  readonly round_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly status: 'open' | 'awaiting-supplement' | 'decided' | 'stopped';
  readonly decision: 'ELIGIBLE' | 'INELIGIBLE' | null;
  readonly failing: number;
  readonly undetermined: number;
  /** First instant that is too late for the supplement asked for. */
  readonly answer_before: string | null;
  readonly applicant_person_id: string;
  readonly applicant_organisation_id: string | null;
  readonly opened_at: string;
  readonly decided_at: string | null;
  readonly version: number;
}

export const screeningLines = readTable<ScreeningLine>('screening_list', {
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
    decision: 'text',
    failing: 'integer not null',
    undetermined: 'integer not null',
    answer_before: 'timestamptz',
    applicant_person_id: 'uuid not null',
    applicant_organisation_id: 'uuid',
    opened_at: 'timestamptz not null',
    decided_at: 'timestamptz',
    version: 'integer not null',
  },
  indexes: [
    '(opened_at desc, id desc)',
    '(status, opened_at desc, id desc)',
    '(round_id, opened_at desc, id desc)',
    '(case_id)',
    '(applicant_organisation_id, opened_at desc, id desc)',
    '(applicant_person_id, opened_at desc, id desc)',
  ],
  temporal: { since: 'opened_at' },
});

const change = (
  { data, streamVersion }: { data: { screeningId: string }; streamVersion: number },
  to: Partial<ScreeningLine> = {},
) => screeningLines.change(data.screeningId, (line) => ({ ...line, ...to, version: streamVersion }));

export const screeningList = defineReadModel<ScreeningEvent>({
  name: 'screening-list',
  version: 1,
  tables: [screeningLines],
  on: {
    ScreeningOpened: ({ data, occurredAt, streamVersion }) =>
      screeningLines.put({
        id: data.screeningId,
        case_id: data.caseId,
        application_id: data.applicationId,
        program_id: data.programId,
        round_id: data.roundId,
        track: data.track,
        stage: data.stage,
        run: data.run,
        status: 'open',
        decision: null,
        failing: 0,
        undetermined: data.rules.length,
        answer_before: null,
        applicant_person_id: data.applicant.personId,
        applicant_organisation_id: data.applicant.organisationId ?? null,
        opened_at: occurredAt,
        decided_at: null,
        version: streamVersion,
      }),
    RulesRun: (event) => {
      const of = (wanted: string) => event.data.results.filter(({ outcome }) => outcome === wanted).length;
      return change(event, { failing: of('fails'), undetermined: of('undetermined') });
    },
    FactsRecorded: (event) => change(event),
    DuplicatesSearched: (event) => change(event),
    RegistersChecked: (event) => change(event),
    SupplementRequested: (event) =>
      change(event, { status: 'awaiting-supplement', answer_before: event.data.answerBefore }),
    SupplementExtended: (event) => change(event, { answer_before: event.data.answerBefore }),
    SupplementAnswered: (event) => change(event, { status: 'open', answer_before: null }),
    SupplementLapsed: (event) => change(event, { status: 'open', answer_before: null }),
    OverrulingProposed: (event) => change(event),
    OverrulingConfirmed: (event) => change(event),
    OverrulingRejected: (event) => change(event),
    ScreeningDecided: (event) =>
      change(event, {
        status: 'decided',
        decision: event.data.decision,
        decided_at: event.occurredAt,
      }),
    ScreeningStopped: (event) => change(event, { status: 'stopped', answer_before: null }),
  },
});
