import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { BoxEvent } from '../../libs/kernel/testing/src/box.js';

interface BoxRow {
  stream_id: string;
  label: string;
  open: boolean;
  count: number;
  last_index: number;
}

const boxes = readTable<BoxRow>('bench_box', {
  key: 'stream_id',
  columns: {
    stream_id: 'text',
    label: 'text not null',
    open: 'boolean not null',
    count: 'integer not null',
    last_index: 'bigint not null',
  },
  indexes: ['(label)'],
});

/** A list of boxes: one row a stream, changed by each of its events, with an index as a list has. */
export const boxList = defineReadModel<BoxEvent>({
  name: 'bench-boxes',
  version: 1,
  tables: [boxes],
  on: {
    BoxOpened: ({ streamId, index, data }) =>
      boxes.put({ stream_id: streamId, label: data.label, open: true, count: 0, last_index: index }),
    BoxCounted: ({ streamId, index, data }) =>
      boxes.change(streamId, (row) => ({ ...row, count: row.count + data.by, last_index: index })),
    BoxClosed: ({ streamId, index }) =>
      boxes.change(streamId, (row) => ({ ...row, open: false, last_index: index })),
  },
});
