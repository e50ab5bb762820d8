import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { SelectionEvent } from '../../domain/selection.events.js';

/** One line of the list of selections. */
export interface SelectionLine {
  readonly id: string;
  readonly round_id: string;
  readonly program_id: string;
  readonly track: string;
  readonly stage: string;
  readonly slots: number;
  readonly candidates: number;
  readonly status: 'open' | 'ranked' | 'published';
  readonly opened_at: string;
  readonly published_at: string | null;
  readonly version: number;
}

export const selectionLines = readTable<SelectionLine>('selection_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    round_id: 'uuid not null',
    program_id: 'text not null',
    track: 'text not null',
    stage: 'text not null',
    slots: 'integer not null',
    candidates: 'integer not null',
    status: 'text not null',
    opened_at: 'timestamptz not null',
    published_at: 'timestamptz',
    version: 'integer not null',
  },
  indexes: ['(opened_at desc, id desc)', '(round_id, opened_at desc, id desc)'],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly selectionId: string }; readonly streamVersion: number };
const change = (
  { data, streamVersion }: At,
  to: (line: SelectionLine) => Partial<SelectionLine> = () => ({}),
) => selectionLines.change(data.selectionId, (line) => ({ ...line, ...to(line), version: streamVersion }));

/** A ranking that waits no longer holds once what it was made from has changed. */
const reopened = ({ status }: SelectionLine): Partial<SelectionLine> =>
  status === 'ranked' ? { status: 'open' } : {};

export const selectionList = defineReadModel<SelectionEvent>({
  name: 'selection-list',
  version: 1,
  tables: [selectionLines],
  on: {
    SelectionOpened: ({ data, occurredAt, streamVersion }) =>
      selectionLines.put({
        ...{ id: data.selectionId, round_id: data.roundId, program_id: data.programId },
        ...{ track: data.track, stage: data.stage, slots: data.slots, candidates: 0, status: 'open' },
        ...{ opened_at: occurredAt, published_at: null, version: streamVersion },
      }),
    CandidateJoined: (event) =>
      change(event, ({ candidates }) => ({
        status: 'open',
        candidates: event.data.run === 1 ? candidates + 1 : candidates,
      })),
    CandidateTotalRecorded: (event) => change(event, reopened),
    TieDecided: (event) => change(event, reopened),
    CandidatesRanked: (event) => change(event, () => ({ status: 'ranked' })),
    ResultsPublished: (event) =>
      change(event, () => ({ status: 'published', published_at: event.occurredAt })),
    CandidateLeft: (event) => change(event, reopened),
    ReserveMovedUp: (event) => change(event, reopened),
    ReserveListEnded: (event) => change(event, reopened),
    CandidateAdmitted: (event) =>
      change(event, (line) => ({
        ...reopened(line),
        slots: event.data.slot === 'added' ? line.slots + 1 : line.slots,
      })),
  },
});
