import { type Decider, defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

export const erasedFilesEvents = defineEvents(
  event('FilesDestroyed', {
    stored: 'documents.files-destroyed',
    version: 1,
    schema: z.object({
      /** Whose files they were. */
      personId: z.uuid(),
      /** How many different ones; bytes that somebody else sent, too, are kept for that one. */
      count: z.int(),
    }),
  }),
);

type FilesDestroyed = EventsOf<typeof erasedFilesEvents>;

export const erasedFilesStream = (personId: string) => `erased-files-${personId}`;

/** What was destroyed of the files of a person who was erased (파기). */
export const erasedFiles: Decider<
  { readonly count: number },
  { readonly type: 'RecordDestruction'; readonly personId: string; readonly count: number },
  FilesDestroyed
> = {
  name: 'erased-files',
  initialState: { count: 0 },
  evolve: (_state, { data }) => ({ count: data.count }),
  decide: ({ personId, count }, state) =>
    count === state.count ? [] : [{ type: 'FilesDestroyed', data: { personId, count } }],
};
