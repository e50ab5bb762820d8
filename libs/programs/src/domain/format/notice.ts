import { z } from 'zod';
import { id, localized, period } from './common.js';

/** What a notice can say with `{{name}}`; filled from the case when it is sent. */
export const PLACEHOLDERS = [
  'noticeNumber',
  'caseNumber',
  'applicant',
  'programTitle',
  'trackTitle',
  'stageTitle',
  'result',
  'reason',
  'legalBasis',
  'objectionWay',
  'objectionDeadline',
  'deadline',
  'amount',
  'contact',
] as const;

/** What a notice of a decision must carry (Administrative Procedures Act, art. 21, 23 and 26). */
export const DECISION_PLACEHOLDERS = [
  'noticeNumber',
  'legalBasis',
  'reason',
  'objectionWay',
  'objectionDeadline',
  'contact',
] as const;

export const notice = z
  .strictObject({
    id,
    title: localized,
    decides: z.boolean().meta({
      description: `A notice of a decision must use ${DECISION_PLACEHOLDERS.map((name) => `{{${name}}}`).join(', ')}; others at least {{noticeNumber}} and {{contact}}.`,
    }),
    legalBasis: localized,
    body: localized.meta({
      description: `Plain text with placeholders: ${PLACEHOLDERS.map((name) => `{{${name}}}`).join(', ')}.`,
    }),
    objection: z
      .strictObject({ within: period, way: localized })
      .optional()
      .meta({ description: 'Needed on a notice of a decision.' }),
    channels: z
      .array(z.enum(['portal', 'email', 'post']))
      .min(1)
      .max(3),
    contact: localized,
  })
  .meta({ id: 'Notice' });

export type Notice = z.output<typeof notice>;
