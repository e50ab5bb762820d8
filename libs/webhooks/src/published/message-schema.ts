import type { AnyEventSpec } from '@doyak/kernel/decider';
import { z } from 'zod';
import type { Publication } from './catalogue.js';
import { wireType } from './cloud-event.js';

/** A place in a case, as CloudEvents' `sequence` writes it. */
const place = z.string().regex(/^(0|[1-9]\d*)$/);

/** What the event's own schema says of the fields that leave. Those of a fat contract are never required: most endpoints do not get them. */
function dataOf({ thin, fat, stored }: Publication, { schema }: AnyEventSpec): z.ZodObject {
  const { shape } = schema as z.ZodObject;
  const field = (name: string): z.ZodType => {
    const found = shape[name] as z.ZodType | undefined;
    if (!found) throw new Error(`${stored} has no field ${name}`);
    return found;
  };
  return z.strictObject({
    ...Object.fromEntries(thin.map((name) => [name, field(name)])),
    ...Object.fromEntries(
      fat.map((name) => [name, field(name).optional().meta({ description: 'In the fat form alone' })]),
    ),
  });
}

/** A message of a published type as it is sent: CloudEvents 1.0 in structured JSON. */
export function messageSchema(publication: Publication, spec: AnyEventSpec): z.ZodObject {
  const ofCase = publication.event !== 'DigestIssued';
  return z.strictObject({
    specversion: z.literal('1.0'),
    id: z.uuid().describe('Of the event; equal to `webhook-id`, the same on each attempt'),
    source: z.string().describe('Origin of the log'),
    type: z.literal(wireType(publication)),
    ...(ofCase
      ? {
          subject: z.uuid().describe('The case'),
          partitionkey: z.uuid().describe('The case: messages of one case come in order'),
          sequence: place.describe('Place of the event in its case'),
          previoussequence: place.describe(
            'Place of the message before it that this endpoint got of the case; 0 for the first',
          ),
        }
      : {}),
    time: z.iso.datetime().describe('When it happened'),
    datacontenttype: z.literal('application/json'),
    correlationid: z.string().describe('What belongs together'),
    causationid: z.string().optional().describe('The event or command that led to it'),
    data: dataOf(publication, spec),
  });
}
