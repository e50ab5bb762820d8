import { z } from 'zod';
import { id, localized } from './common.js';

/** Rules of a committee (평가위원회): who sits, how many must score, what is dropped, who is kept away. */
export const committee = z
  .strictObject({
    id,
    title: localized,
    panel: z.int().min(1).max(50).meta({ description: 'Reviewers appointed; policy, commonly 5 to 7.' }),
    quorum: z.int().min(1).max(50).meta({ description: 'Scores needed for a total; not above the panel.' }),
    outside: z
      .int()
      .min(0)
      .max(50)
      .meta({ description: 'How many of the panel must come from outside the agency.' }),
    drop: z
      .strictObject({
        from: z
          .int()
          .min(3)
          .max(50)
          .meta({ description: 'Extremes are dropped when at least so many scores count.' }),
        highest: z.int().min(0).max(5),
        lowest: z.int().min(0).max(5),
      })
      .optional(),
    blind: z.boolean().meta({ description: 'Reviewers see no other scores until the panel is closed.' }),
    pledge: z.boolean().meta({ description: 'A pledge comes before access to documents.' }),
    exclusion: z
      .array(
        z.enum([
          'self-or-spouse',
          'relative',
          'testimony-or-advice',
          'contract-or-appraisal',
          'agent',
          'same-organisation',
        ]),
      )
      .min(1)
      .meta({ description: 'Conflicts of interest that exclude (제척).' }),
    challenge: z.boolean().meta({ description: 'Whether a party may challenge a member (기피).' }),
  })
  .meta({ id: 'Committee' });

export type Committee = z.output<typeof committee>;
