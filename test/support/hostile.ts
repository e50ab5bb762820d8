type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** As much of a JSON Schema as the OpenAPI document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minLength?: number;
  readonly minimum?: number;
}

export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly template: string;
  readonly permission: string;
  readonly query: readonly { readonly name: string; readonly schema: Schema }[];
  /** Of a JSON body. */
  readonly body?: Schema;
}

interface Document {
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}
interface Described {
  readonly 'x-permission': string;
  readonly parameters?: readonly { in: string; name: string; schema: Schema }[];
  readonly requestBody?: { readonly content: Record<string, { schema?: Schema }> };
}

/** Every operation that an OpenAPI document describes. */
export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase() as Operation['method'],
      template,
      permission: described['x-permission'],
      query: (described.parameters ?? []).filter((parameter) => parameter.in === 'query'),
      body: described.requestBody?.content['application/json']?.schema,
    })),
  );
}

/** Texts of which one fits most patterns. */
const TEXTS = ['sample', 'SAMPLE', '2026-03-02', '010-0000-0000', 'application/pdf', 'a'.repeat(64)];
const FORMATS: Readonly<Record<string, string>> = {
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  'date-time': '2026-03-02T00:00:00Z',
  date: '2026-03-02',
};

/** A value as the schema asks for it; `known` has the values of members by their name, such as ids that exist. */
export function sampleOf(
  schema: Schema,
  document: Document,
  known: Readonly<Record<string, Json>> = {},
): Json {
  if (schema.$ref)
    return sampleOf(document.components.schemas[schema.$ref.split('/').at(-1)!]!, document, known);
  const variant = (schema.anyOf ?? schema.oneOf)?.[0];
  if (variant) return sampleOf(variant, document, known);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0]!;
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [
          name,
          known[name] ?? sampleOf(property, document, known),
        ]),
      );
    case 'array':
      return [sampleOf(schema.items ?? {}, document, known)];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default: {
      const fits = (text: string) =>
        text.length >= (schema.minLength ?? 0) &&
        (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(text));
      return FORMATS[schema.format ?? ''] ?? TEXTS.find(fits) ?? 'sample';
    }
  }
}

/** What no member expects, or what its schema lets pass and a database, a calendar or a page might not bear. */
export const HOSTILE: readonly Json[] = [
  null,
  true,
  0,
  -1,
  0.5,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  1e300,
  '',
  ' ',
  '0',
  [],
  [[[]]],
  {},
  { constructed: 1 },
  'x'.repeat(199),
  '한'.repeat(5_000),
  '\u202e\u200b\ud83e\uddff\ufdfd\u0301',
  "'; drop table doyak.events; --",
  '{{applicant}} ${1} %s <script>alert(1)</script>',
  '00000000-0000-0000-0000-000000000000',
  '01890A5D-AC96-774B-BCCE-B302099A8057',
  '0000-01-01',
  '9999-12-31',
  '9999-12-31T23:59:59.999999999Z',
  '2199-12-31T23:59:59-23:59',
  '1900-01-01T00:00:00+23:59',
];

/** The value with one place in it replaced, for each place and each hostile value. */
export function* mutantsOf(value: Json, hostile: readonly Json[] = HOSTILE): Generator<Json> {
  for (const other of hostile) yield other;
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      for (const mutant of mutantsOf(item, hostile)) yield value.with(at, mutant);
    if (value.length > 0) yield Array.from({ length: 2_000 }, () => value[0]!);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) {
      for (const mutant of mutantsOf(item, hostile)) yield { ...value, [name]: mutant };
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
    }
  }
}

/**
 * At most `most` of them, spread evenly: the same ones in every run. Another `turn` gives others, so that routes with like members
 * share the work.
 */
export function spread<Item>(items: readonly Item[], most: number, turn = 0): Item[] {
  if (items.length <= most) return [...items];
  const step = items.length / most;
  return Array.from({ length: most }, (_, at) => items[Math.floor(at * step + (turn % step))]!);
}

/** What is wrong with an answer to hostile input; `undefined`: it is a success or a problem document that tells nothing of the inside. */
export function faultOf(status: number, contentType: string | null, text: string): string | undefined {
  if (status >= 500) return `${status}: ${text.slice(0, 200)}`;
  if (/node_modules|\bat \S+ \(?\/|\.[jt]s:\d+/.test(text))
    return `${status} tells of the inside: ${text.slice(0, 200)}`;
  if (status >= 400 && !/^application\/problem\+json/.test(contentType ?? ''))
    return `${status} is ${contentType}, no problem document`;
  return undefined;
}
export type { Document, Json };
