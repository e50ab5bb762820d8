import type { CaseEvent } from '@doyak/cases';
import { defineReadModel, readTable } from '@doyak/kernel/event-store';

interface CaseProgram {
  readonly case_id: string;
  readonly program_id: string;
}

const lines = readTable<CaseProgram>('webhook_case_programs', {
  key: 'case_id',
  columns: { case_id: 'uuid', program_id: 'text not null' },
});

/** Of which program is a case that messages are about? A case never changes its program. */
export const casePrograms = defineReadModel<CaseEvent>({
  name: 'webhook-case-programs',
  version: 1,
  tables: [lines],
  on: { CaseOpened: ({ data }) => lines.put({ case_id: data.caseId, program_id: data.programId }) },
});
