import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { SubstituteEvent } from '../../domain/substitutes.js';

interface SubstituteLine {
  readonly person_id: string;
  readonly substitute: string;
  readonly begins: string;
  readonly ends: string;
}

const lines = readTable<SubstituteLine>('review_substitutes', {
  key: 'person_id',
  columns: {
    person_id: 'uuid',
    substitute: 'uuid not null',
    begins: 'timestamptz not null',
    ends: 'timestamptz not null',
  },
  indexes: ['(substitute)'],
});

export const substituteList = defineReadModel<SubstituteEvent>({
  name: 'review-substitute-list',
  version: 1,
  tables: [lines],
  on: {
    SubstituteNamed: ({ data: { personId, substitute, from, until } }) =>
      lines.put({ person_id: personId, substitute, begins: from, ends: until }),
    SubstituteWithdrawn: ({ data: { personId } }) => lines.remove(personId),
  },
});
