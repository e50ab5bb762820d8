import type { Actor, DomainEvent } from '@doyak/kernel/decider';
import { selectLines, splitLines, toInstant } from './event-lines.js';
import type { EventRegistry } from './event-registry.js';

/** An event as it was recorded, with who, when and why-chain. Instants are RFC 3339 in UTC with milliseconds. */
export interface RecordedEvent<Event extends DomainEvent = DomainEvent> {
  /** Place in the log; `undefined` until the sequencer has placed it. */
  readonly index: number | undefined;
  readonly id: string;
  /** Name in code (`ApplicationSubmitted`). */
  readonly type: Event['type'];
  /** Stable stored type (`applications.application-submitted`). */
  readonly stored: string;
  /** The schema version it was written with; `data` is upcast to today's. */
  readonly schemaVersion: number;
  readonly data: Event['data'];
  readonly streamId: string;
  readonly streamVersion: number;
  readonly caseId: string | undefined;
  /** 1, 2, 3, … within the case, in log order; `undefined` until sequenced. */
  readonly caseSequence: number | undefined;
  readonly actor: Actor;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string | undefined;
  /** When the command says it happened. */
  readonly occurredAt: string;
  /** When PostgreSQL recorded it. */
  readonly recordedAt: string;
}

/** A recorded event that has its place in the log. */
export type LoggedEvent<Event extends DomainEvent = DomainEvent> = RecordedEvent<Event> & {
  readonly index: number;
};

/** One event as it was read; its first three parts are the log index, the event id and the stored type. */
export type Row = [
  index: number | null,
  id: string,
  stored: string,
  schemaVersion: number,
  streamId: string,
  streamVersion: number,
  caseId: string | null,
  caseSequence: number | null,
  actorKind: Actor['kind'],
  actorId: string,
  organisationId: string | null,
  authority: string,
  commandId: string,
  correlationId: string,
  causationId: string | null,
  occurredAt: string,
  recordedAt: string,
  data: unknown,
];

/** SQL for an instant as RFC 3339 text in UTC with milliseconds. */
export const instant = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const COLUMNS = [
  ...['l.index', 'e.id', 'e.type', 'e.schema_version', 'e.stream_id', 'e.version', 'e.case_id'],
  ...['l.case_sequence', 'e.actor_kind', 'e.actor_id', 'e.organisation_id', 'e.authority', 'e.command_id'],
  ...['e.correlation_id', 'e.causation_id', 'e.occurred_at', 'e.recorded_at', 'e.data'],
];
const NULLABLE = new Set(['l.index', 'e.case_id', 'l.case_sequence', 'e.organisation_id', 'e.causation_id']);

/** SQL for events of `source` (aliases `e` for doyak.events, `l` for doyak.log) as `parseRows` takes them, in the column `lines`. */
export function selectEvents(source: string, order: string): string {
  return selectLines(COLUMNS, NULLABLE, source, order);
}

/** Parses what `selectEvents` answered. */
export function parseRows(lines: string | null): Row[] {
  return splitLines(lines).map(parseRow);
}

/** Columns of a part of the log for `copyLines`, parsed by `parseRow`. */
export function copyOfLog(after: number, to: number): string {
  if (!Number.isSafeInteger(after) || !Number.isSafeInteger(to))
    throw new RangeError('A log index is an integer');
  return `select ${COLUMNS.join(', ')} from doyak.log l join doyak.events e on e.position = l.position
    where l.index > ${after} and l.index <= ${to} order by l.index`;
}

export function parseRow(part: readonly string[]): Row {
  return [
    part[0] === '' ? null : Number(part[0]),
    part[1]!,
    part[2]!,
    Number(part[3]),
    part[4]!,
    Number(part[5]),
    part[6] || null,
    part[7] === '' ? null : Number(part[7]),
    part[8] as Actor['kind'],
    part[9]!,
    part[10] || null,
    part[11]!,
    part[12]!,
    part[13]!,
    part[14] || null,
    toInstant(part[15]!),
    toInstant(part[16]!),
    JSON.parse(part[17]!),
  ];
}

/** Throws `UnregisteredEvent` for a type or version that this program does not know. */
export function toRecorded(row: Row, registry: EventRegistry): RecordedEvent {
  const { type, data } = registry.deserialise(row[2], row[3], row[17]);
  return {
    index: row[0] ?? undefined,
    id: row[1],
    type,
    stored: row[2],
    schemaVersion: row[3],
    data,
    streamId: row[4],
    streamVersion: row[5],
    caseId: row[6] ?? undefined,
    caseSequence: row[7] ?? undefined,
    actor: { kind: row[8], id: row[9], organisationId: row[10] ?? undefined, authority: row[11] },
    commandId: row[12],
    correlationId: row[13],
    causationId: row[14] ?? undefined,
    occurredAt: row[15],
    recordedAt: row[16],
  };
}
