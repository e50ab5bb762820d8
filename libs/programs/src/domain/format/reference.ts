import { PROBLEM_CODES } from '../check/problem-codes.js';
import { RULE_FUNCTIONS, RULE_LIMITS } from '../rules/environment.js';
import { standardStageKinds } from '../stage-kinds/standard.js';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import { definitionJsonSchema } from './json-schema.js';

interface Schema {
  readonly type?: string;
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** docs/programs/reference.md: every field, stage kind, function and problem code, made from what the checker uses. */
export function definitionReference(kinds: StageKinds = standardStageKinds): string {
  const schema = definitionJsonSchema(kinds) as Schema;
  const parts = [
    '# Program definition: reference',
    '',
    'Made from the schema by `npm run jest -- libs/programs/src/domain/format -u`; do not edit.',
    '',
  ];
  for (const [name, def] of Object.entries(schema.$defs ?? {})) {
    if (!name.startsWith('Stage_')) parts.push(...section(name, def));
  }
  parts.push('## Stage kinds', '');
  for (const kind of kinds.all()) {
    const config = schema.$defs?.[`Stage_${kind.kind}`]?.properties?.config ?? {};
    parts.push(
      `### ${kind.kind} (${kind.title.ko})`,
      '',
      `${kind.summary} Carried out by \`${kind.context}\`.`,
      '',
    );
    parts.push(
      'Outcomes: ' + kind.outcomes.map(({ id, title }) => `\`${id}\` ${title.ko}`).join(', ') + '.',
      '',
    );
    parts.push(...table(`config`, config), '');
  }
  parts.push(
    '## Expressions',
    '',
    `CEL over the declared facts, at most ${RULE_LIMITS.length} characters and ${RULE_LIMITS.depth} levels.`,
  );
  parts.push(`Functions: ${[...RULE_FUNCTIONS].map((name) => `\`${name}\``).join(', ')}.`, '');
  parts.push('## Problem codes', '', '| Code | Meaning |', '| --- | --- |');
  for (const [code, meaning] of Object.entries(PROBLEM_CODES)) parts.push(`| \`${code}\` | ${meaning} |`);
  return parts.join('\n') + '\n';
}

function section(name: string, schema: Schema): string[] {
  const text = schema.description ? [schema.description, ''] : [];
  return [`## ${name}`, '', ...text, ...table('', schema), ''];
}

/** Rows of an object and of the objects inside it, by dotted path. */
function table(prefix: string, schema: Schema): string[] {
  const rows = rowsOf(prefix, schema);
  return rows.length === 0
    ? []
    : ['| Field | Value | Needed | Meaning |', '| --- | --- | --- | --- |', ...rows];
}

function rowsOf(prefix: string, schema: Schema): string[] {
  const rows: string[] = [];
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const needed = schema.required?.includes(name) ? 'yes' : '';
    rows.push(`| \`${path}\` | ${escape(typeOf(field))} | ${needed} | ${escape(field.description ?? '')} |`);
    rows.push(...inner(path, field));
  }
  for (const option of schema.oneOf ?? schema.anyOf ?? []) rows.push(...rowsOf(prefix, option));
  return rows;
}

function inner(path: string, field: Schema): string[] {
  if (field.properties) return rowsOf(path, field);
  if (field.items?.properties) return rowsOf(`${path}[]`, field.items);
  const value = typeof field.additionalProperties === 'object' ? field.additionalProperties : undefined;
  if (value?.properties) return rowsOf(`${path}.*`, value);
  return (field.oneOf ?? field.anyOf ?? []).flatMap((option) => rowsOf(path, option));
}

function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.replace('#/$defs/', '').replace(/^Stage_/, 'stage ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  const options = schema.oneOf ?? schema.anyOf;
  if (options)
    return options.some(({ $ref }) => $ref?.includes('/Stage_'))
      ? 'a stage kind'
      : options.map(typeOf).join(' or ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(', ')}]`;
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'values'}`;
  if (schema.type === 'integer') return `integer${range(schema)}`;
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return `mapping to ${typeOf(schema.additionalProperties)}`;
  }
  return schema.format ?? schema.type ?? 'any';
}

function range({ minimum, maximum }: Schema): string {
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : String(minimum);
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : String(maximum);
  return low === '' && high === '' ? '' : ` ${low}…${high}`;
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
