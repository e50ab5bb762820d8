import { z } from 'zod';
import { localized } from './common.js';

/** Words that CEL keeps for itself, its types, and names that every JavaScript object has. */
const RESERVED = [
  ...[
    'in',
    'true',
    'false',
    'null',
    'int',
    'uint',
    'double',
    'bool',
    'string',
    'bytes',
    'list',
    'map',
    'type',
    'dyn',
  ],
  ...[
    'optional',
    'cel',
    'google',
    'timestamp',
    'duration',
    'as',
    'break',
    'const',
    'continue',
    'else',
    'for',
  ],
  ...['function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
  ...[
    'constructor',
    'toString',
    'toLocaleString',
    'valueOf',
    'hasOwnProperty',
    'isPrototypeOf',
    'propertyIsEnumerable',
  ],
];

const factName = z.string().regex(new RegExp(`^(?!(?:${RESERVED.join('|')})$)[a-z][A-Za-z0-9]{0,62}$`));

const scalarFields = z.enum(['bool', 'int', 'string', 'date']);

const source = z
  .union([
    z.strictObject({ form: z.string().min(1).max(120) }),
    z.strictObject({ check: z.string().min(1).max(120) }),
    z.strictObject({ round: z.enum(['noticeDate', 'opensOn', 'closesOn']) }),
    z.strictObject({ operator: z.literal(true) }),
  ])
  .meta({
    description:
      'form: a field of the application form. check: a check that Doyak or a partner answers (a tax office, the duplicate-support search). round: a date of the round. operator: an officer records it.',
  });

const common = { title: localized, from: source };

/** A typed fact about an application: what rules may speak about. A fact that is not known makes a rule undetermined. */
export const fact = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('bool'), ...common }),
    z.strictObject({ type: z.literal('int'), ...common, min: z.int().optional(), max: z.int().optional() }),
    z.strictObject({
      type: z.literal('string'),
      ...common,
      values: z.array(z.string()).min(1).max(200).optional(),
    }),
    z.strictObject({ type: z.literal('date'), ...common }),
    z.strictObject({
      type: z.literal('strings'),
      ...common,
      values: z.array(z.string()).min(1).max(200).optional(),
    }),
    z.strictObject({
      type: z.literal('records'),
      ...common,
      fields: z.record(factName, scalarFields),
    }),
  ])
  .meta({ id: 'Fact' });

export type Fact = z.output<typeof fact>;

/** Facts by name. Names are those that CEL expressions use. */
export const facts = z.record(factName, fact);
export type Facts = z.output<typeof facts>;

/** What is known about one application. Dates are `YYYY-MM-DD`; an absent or null fact is not known. */
export type FactValue =
  boolean | number | string | readonly string[] | readonly Readonly<Record<string, FactScalar>>[];
export type FactScalar = boolean | number | string | null | undefined;
export type FactValues = Readonly<Record<string, FactValue | null | undefined>>;
