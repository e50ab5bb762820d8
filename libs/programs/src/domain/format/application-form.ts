import { z } from 'zod';
import { id, localized } from './common.js';
import { expression } from './eligibility.js';

/** A document that an application needs (제출서류). */
export const applicationDocument = z
  .strictObject({
    id,
    title: localized,
    required: z.boolean().meta({ description: 'Asked of every application.' }),
    requiredWhen: expression.optional().meta({
      description:
        'CEL over facts of the form and the round: where it holds, the document is required of this application, too.',
    }),
    mediaTypes: z
      .array(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/))
      .min(1)
      .max(20),
    mostBytes: z.int().min(1).max(1_073_741_824),
    mostMonthsOld: z.int().min(1).max(120).optional().meta({
      description:
        'Months since its issue at most, on the day of submission, e.g. 3 for a corporate register extract.',
    }),
  })
  .meta({ id: 'ApplicationDocument' });

/**
 * Fields of the application form: a JSON Schema 2020-12 of type object. It says what is asked, never how a page looks.
 * Every property has `x-title` with ko and en.
 */
export const form = z
  .looseObject({
    type: z.literal('object'),
    properties: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,62}$/), z.looseObject({})),
    required: z.array(z.string()).optional(),
    additionalProperties: z.literal(false),
  })
  .meta({
    id: 'ApplicationForm',
    description:
      'JSON Schema 2020-12 for the fields; every property has x-title {ko, en}. x-personal: true marks personal data: sealed per person, masked, erasable.',
  });

export type Form = z.output<typeof form>;

export const application = z.strictObject({
  form,
  documents: z.array(applicationDocument).max(60),
});
