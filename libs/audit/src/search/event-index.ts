import { defineReadModel, type LoggedEvent, readTable } from '@doyak/kernel/event-store';

/** One event as it is searched for; the event itself stays in the log. */
export interface IndexedEvent {
  readonly event_id: string;
  readonly index: number;
  readonly type: string;
  readonly case_id: string | null;
  readonly program_id: string | null;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly occurred_at: string;
}

const events = readTable<IndexedEvent>('event_index', {
  key: 'event_id',
  columns: {
    event_id: 'uuid',
    index: 'bigint not null',
    type: 'text not null',
    case_id: 'uuid',
    program_id: 'text',
    actor_kind: 'text not null',
    actor_id: 'text not null',
    occurred_at: 'timestamptz not null',
  },
  indexes: [
    '(index)',
    '(type, index)',
    '(case_id, index)',
    '(program_id, index)',
    '(actor_id, index)',
    '(occurred_at, index)',
  ],
});

/** Every event of the log by type, case, program, actor and time. */
export const eventIndex = defineReadModel<never>({
  name: 'event-index',
  version: 1,
  tables: [events],
  on: {},
  every: (event: LoggedEvent) =>
    events.put({
      event_id: event.id,
      index: event.index,
      type: event.stored,
      case_id: event.caseId ?? null,
      program_id: (event.data as { programId?: string }).programId ?? null,
      actor_kind: event.actor.kind,
      actor_id: event.actor.id,
      occurred_at: event.occurredAt,
    }),
});
