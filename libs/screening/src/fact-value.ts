import type { Fact } from '@doyak/programs';
import { z } from 'zod';

const scalars = {
  bool: () => z.boolean(),
  int: () => z.int(),
  string: () => z.string().max(4_000),
  date: () => z.iso.date(),
} as const;

/** What a recorded value of a fact must look like. */
export function factValue(fact: Fact): z.ZodType {
  switch (fact.type) {
    case 'int':
      return z
        .int()
        .min(fact.min ?? Number.MIN_SAFE_INTEGER)
        .max(fact.max ?? Number.MAX_SAFE_INTEGER);
    case 'string':
      return fact.values ? z.enum(fact.values) : scalars.string();
    case 'strings':
      return z.array(fact.values ? z.enum(fact.values) : scalars.string()).max(200);
    case 'records':
      return z
        .array(
          z.strictObject(
            Object.fromEntries(
              Object.entries(fact.fields).map(([field, type]) => [field, scalars[type]().optional()]),
            ),
          ),
        )
        .max(200);
    default:
      return scalars[fact.type]();
  }
}
