import { z } from 'zod';
import { id, localized, reasonCode } from './common.js';

export const expression = z.string().min(1).meta({
  description:
    'A CEL expression over the facts that gives true or false. Where a fact is missing it is undetermined.',
});

/** One eligibility rule (자격요건): holds, fails, or is undetermined, which asks for a supplement. */
export const eligibilityRule = z
  .strictObject({
    id,
    rule: expression.meta({
      description: 'CEL; the application is eligible in this respect when it is true.',
    }),
    reason: reasonCode.meta({ description: 'Recorded when the rule fails.' }),
    message: localized.meta({ description: 'What the applicant is told when it fails.' }),
    overridable: z
      .boolean()
      .meta({ description: 'Whether an officer may overrule it with reason and a second person.' }),
  })
  .meta({ id: 'EligibilityRule' });

export type EligibilityRule = z.output<typeof eligibilityRule>;
