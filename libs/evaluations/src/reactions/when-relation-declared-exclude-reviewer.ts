import { defineReaction } from '@doyak/kernel/event-store';
import type { RelationEvent } from '../domain/relations.events.js';
import { ExcludeConflicted } from '../features/exclude-conflicted/exclude-conflicted.js';

type Followed = Extract<RelationEvent, { type: 'RelationDeclared' }>;

export const whenRelationDeclared = defineReaction<Followed>({
  name: 'when-relation-declared-exclude-reviewer',
  events: ['RelationDeclared'],
  react: ({ data }) => [(context) => new ExcludeConflicted(data.reviewer, context)],
});
