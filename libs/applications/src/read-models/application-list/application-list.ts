import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { ApplicationEvent } from '../../domain/application.events.js';

/** One line of the list of applications. */
export interface ApplicationLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly track: string;
  readonly status: 'DRAFT' | 'SUBMITTED' | 'WITHDRAWN';
  readonly title: string;
  readonly company_name: string | null;
  readonly business_number: string | null;
  readonly applicant_person_id: string;
  readonly applicant_organisation_id: string | null;
  readonly started_at: string;
  readonly submitted_at: string | null;
  readonly withdrawn_at: string | null;
  readonly version: number;
}

export const applicationLines = readTable<ApplicationLine>('application_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    round_id: 'uuid not null',
    track: 'text not null',
    status: 'text not null',
    title: 'text not null',
    company_name: 'text',
    business_number: 'text',
    applicant_person_id: 'uuid not null',
    applicant_organisation_id: 'uuid',
    started_at: 'timestamptz not null',
    submitted_at: 'timestamptz',
    withdrawn_at: 'timestamptz',
    version: 'integer not null',
  },
  indexes: [
    '(started_at desc, id desc)',
    '(round_id, started_at desc, id desc)',
    '(applicant_organisation_id, started_at desc, id desc)',
    '(applicant_person_id, started_at desc, id desc)',
    '(business_number)',
  ],
  temporal: { since: 'started_at' },
});

export const applicationList = defineReadModel<ApplicationEvent>({
  name: 'application-list',
  version: 1,
  tables: [applicationLines],
  on: {
    ApplicationDraftStarted: ({ data, occurredAt, streamVersion }) =>
      applicationLines.put({
        id: data.applicationId,
        case_id: data.caseId,
        round_id: data.roundId,
        track: data.track,
        status: 'DRAFT',
        title: '',
        company_name: null,
        business_number: null,
        applicant_person_id: data.applicant.personId,
        applicant_organisation_id: data.applicant.organisationId ?? null,
        started_at: occurredAt,
        submitted_at: null,
        withdrawn_at: null,
        version: streamVersion,
      }),
    ApplicationDraftEdited: ({ data, streamVersion }) =>
      applicationLines.change(data.applicationId, (line) => ({
        ...line,
        title: data.title ?? line.title,
        company_name: data.company === undefined ? line.company_name : (data.company?.name ?? null),
        business_number:
          data.company === undefined ? line.business_number : (data.company?.businessNumber ?? null),
        version: streamVersion,
      })),
    ApplicationSubmitted: ({ data, occurredAt, streamVersion }) =>
      applicationLines.change(data.applicationId, (line) => ({
        ...line,
        status: 'SUBMITTED',
        submitted_at: occurredAt,
        version: streamVersion,
      })),
    ApplicationWithdrawn: ({ data, occurredAt, streamVersion }) =>
      applicationLines.change(data.applicationId, (line) => ({
        ...line,
        status: 'WITHDRAWN',
        withdrawn_at: occurredAt,
        version: streamVersion,
      })),
  },
});
