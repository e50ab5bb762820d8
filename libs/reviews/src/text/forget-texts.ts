import { defineSubscription } from '@doyak/kernel/event-store';

/** Events of other contexts after which a text is to be gone (파기). */
type Forgotten =
  | { type: 'PersonErased'; data: { personId: string } }
  | { type: 'DocumentRemoved'; data: { documentId: string } };

/** The text of a document goes with the document, and with the person who sent it. */
export const forgetTexts = defineSubscription<Forgotten>({
  name: 'reviews-forget-texts',
  events: ['PersonErased', 'DocumentRemoved'],
  handle: async ({ type, data }, tx) => {
    if (type === 'PersonErased')
      await tx.query('delete from reviews.document_texts where applicant_person_id = $1', [
        (data as { personId: string }).personId,
      ]);
    else
      await tx.query('delete from reviews.document_texts where document_id = $1', [
        (data as { documentId: string }).documentId,
      ]);
  },
});
