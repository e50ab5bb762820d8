import type { ApplicationEvent } from '@doyak/applications';
import { defineReadModel, readTable } from '@doyak/kernel/event-store';

/** Whose case it is. */
export interface CaseParties {
  readonly case_id: string;
  readonly applicant_person_id: string;
  readonly applicant_organisation_id: string | null;
}

const parties = readTable<CaseParties>('case_parties', {
  key: 'case_id',
  columns: { case_id: 'uuid', applicant_person_id: 'uuid not null', applicant_organisation_id: 'uuid' },
});

export const caseParties = defineReadModel<ApplicationEvent>({
  name: 'case-parties',
  version: 1,
  tables: [parties],
  on: {
    ApplicationDraftStarted: ({ data: { caseId, applicant } }) =>
      parties.put({
        case_id: caseId,
        applicant_person_id: applicant.personId,
        applicant_organisation_id: applicant.organisationId ?? null,
      }),
  },
});
