import { defineReaction } from '@doyak/kernel/event-store';
import { DestroyFiles } from '../features/destroy-files/destroy-files.js';

/** Erasing is refused while evidence has to be kept: whoever is erased has no file left that must stay. */
export const whenPersonErasedDestroyFiles = defineReaction<{
  readonly type: 'PersonErased';
  readonly data: { readonly personId: string };
}>({
  name: 'when-person-erased-destroy-files',
  events: ['PersonErased'],
  react: ({ data: { personId } }) => [(context) => new DestroyFiles(personId, context)],
});
