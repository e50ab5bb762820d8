import type { RecoveryEvent, SanctionEvent } from '@doyak/disbursement';
import { defineReadModel, readTable } from '@doyak/kernel/event-store';

/** Something that stands against whoever was supported in a case. */
interface RestrictionLine {
  readonly id: string;
  readonly case_id: string;
  readonly kind: 'restriction' | 'recovery';
  /** Days in Seoul; of a restriction alone. */
  readonly since: string | null;
  readonly until: string | null;
  /** By a court, for the time being. */
  readonly stayed: boolean;
}

const lines = readTable<RestrictionLine>('restriction_register', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    kind: 'text not null',
    since: 'date',
    until: 'date',
    stayed: 'boolean not null',
  },
  indexes: ['(case_id)'],
});

const owed = ({ recoveryId, caseId }: { recoveryId: string; caseId: string }) =>
  lines.put({
    ...{ id: recoveryId, case_id: caseId, kind: 'recovery', since: null, until: null, stayed: false },
  });

/** Participation restrictions (참여제한) and money that was not returned in time, over all programs. */
export const restrictionRegister = defineReadModel<SanctionEvent | RecoveryEvent>({
  name: 'restriction-register',
  version: 1,
  tables: [lines],
  on: {
    SanctionDecided: ({ data: { sanctionId, caseId, from, until } }) =>
      from === undefined || until === undefined
        ? []
        : lines.put({
            ...{ id: sanctionId, case_id: caseId, kind: 'restriction', since: from, until, stayed: false },
          }),
    SanctionStayed: ({ data }) => lines.change(data.sanctionId, (line) => ({ ...line, stayed: true })),
    SanctionResumed: ({ data }) => lines.change(data.sanctionId, (line) => ({ ...line, stayed: false })),
    SanctionEnded: ({ data }) => lines.remove(data.sanctionId),
    RecoveryOverdue: ({ data }) => owed(data),
    InstalmentsGranted: ({ data }) => lines.remove(data.recoveryId),
    RecoveryClosed: ({ data }) => (data.as === 'recovered' ? lines.remove(data.recoveryId) : owed(data)),
  },
});
