import type { ApplicationEvent } from '@doyak/applications';
import type { CaseEvent } from '@doyak/cases';
import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import { titleGrams } from '../../domain/titles.js';

/** One submitted application of any program, with what identifies its applicant and item. */
export interface SupportLine {
  readonly case_id: string;
  readonly program_id: string | null;
  readonly business_number: string | null;
  readonly corporate_number: string | null;
  readonly applicant_person_id: string;
  readonly title_grams: readonly string[];
  readonly grams: number;
  readonly submitted_at: string;
  /** Whether support was given: it was selected, or money or an agreement came next. */
  readonly supported: boolean;
  readonly closed_at: string | null;
}

const lines = readTable<SupportLine>('support_register', {
  key: 'case_id',
  columns: {
    case_id: 'uuid',
    program_id: 'text',
    business_number: 'text',
    corporate_number: 'text',
    applicant_person_id: 'uuid not null',
    title_grams: 'jsonb not null',
    grams: 'integer not null',
    submitted_at: 'timestamptz not null',
    supported: 'boolean not null',
    closed_at: 'timestamptz',
  },
  indexes: ['(business_number)', '(corporate_number)', '(applicant_person_id)', 'using gin (title_grams)'],
});

const SUPPORT_KINDS = new Set(['agreement', 'disbursement', 'guarantee']);
const supported = (caseId: string) => lines.change(caseId, (line) => ({ ...line, supported: true }));

/** Support over all programs and years, as the search for duplicate support (중복지원) looks through it. */
export const supportRegister = defineReadModel<ApplicationEvent | CaseEvent>({
  name: 'support-register',
  version: 1,
  tables: [lines],
  on: {
    ApplicationSubmitted: ({ data: { caseId, company, applicant, title }, occurredAt }) => {
      const grams = titleGrams(title);
      return lines.put({
        case_id: caseId,
        program_id: null,
        business_number: company?.businessNumber ?? null,
        corporate_number: company?.corporateNumber ?? null,
        applicant_person_id: applicant.personId,
        title_grams: grams,
        grams: grams.length,
        submitted_at: occurredAt,
        supported: false,
        closed_at: null,
      });
    },
    CaseOpened: ({ data: { caseId, programId } }) =>
      lines.change(caseId, (line) => ({ ...line, program_id: programId })),
    StageOpened: ({ data: { caseId, kind } }) => (SUPPORT_KINDS.has(kind) ? supported(caseId) : []),
    StageClosed: ({ data: { caseId, kind, outcome } }) =>
      kind === 'selection' && outcome === 'selected' ? supported(caseId) : [],
    CaseClosed: ({ data: { caseId }, occurredAt }) =>
      lines.change(caseId, (line) => ({ ...line, closed_at: occurredAt })),
    CaseReopened: ({ data: { caseId } }) => lines.change(caseId, (line) => ({ ...line, closed_at: null })),
  },
});
