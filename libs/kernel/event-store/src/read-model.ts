import { createHash } from 'node:crypto';
import { canonicalBytes } from '@doyak/kernel/transparency-log';
import type { DomainEvent } from '@doyak/kernel/decider';
import type { LoggedEvent } from './recorded-event.js';

/**
 * A row as JSON: numbers, strings, booleans, null, and objects or arrays for `jsonb` columns; instants are RFC 3339 text in UTC with
 * milliseconds. Numbers must fit their column without rounding, so that a row is the same before and after PostgreSQL has stored it.
 */
export type ReadRow = object;

/** What one event does to one row. Pure: the same event on the same row gives the same row. */
export interface RowChange {
  readonly table: string;
  readonly key: string;
  /** From the row as it is (`undefined`: none) to the row as it will be (`undefined`: none). */
  readonly change: (row: ReadRow | undefined) => ReadRow | undefined;
}

/** A table as PostgreSQL is to make it. */
export interface TableShape {
  readonly name: string;
  readonly key: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly indexes: readonly string[];
  /** Its rows are also kept as they were, at any instant (docs/adr/0025). */
  readonly temporal: boolean;
}

/** An instant to look back to: `asOf` by when things happened, `knownAt` by when they were recorded. Neither: today. */
export interface Past {
  readonly asOf?: Date;
  readonly knownAt?: Date;
}

export interface ReadTable<Row extends ReadRow> extends TableShape {
  /**
   * What to select from: the rows of today, or those of the past. `values` are the parameters of the query, to which the instants are
   * added. Throws when the past is asked of a table that is not temporal.
   */
  from(past: Past, values: unknown[]): string;
  /** Changes the row of this key; a row must exist unless `change` takes `undefined`. */
  change(key: string, change: (row: Row) => Row): RowChange;
  /** Changes the row of this key, or makes it. */
  upsert(key: string, change: (row: Row | undefined) => Row): RowChange;
  /** Writes the row whole, whether or not there was one. */
  put(row: Row): RowChange;
  remove(key: string): RowChange;
}

const NAME = /^[a-z][a-z0-9_]{0,50}$/;

/** The table beside a temporal one that keeps its rows as they were. */
export const pastTable = (name: string) => `${name}_past`;

/** What a row of the past says beside the row itself: see `Span`. `past_live_until` is -infinity when nothing of it is known today. */
export const PAST_COLUMNS: Readonly<Record<string, string>> = {
  past_gone: 'boolean not null',
  past_valid_from: 'timestamptz not null',
  past_valid_to: 'timestamptz not null',
  past_known_from: 'timestamptz not null',
  past_known_to: 'timestamptz not null',
  past_cut_valid: 'timestamptz not null',
  past_cut_known: 'timestamptz not null',
  past_live_until: 'timestamptz not null',
};
/** For an axis that is not asked about: later than any record, and before infinity. */
const LAST = '9999-12-31T00:00:00Z';

/**
 * Describes a table of a read model. `columns` maps each name to its SQL type and constraints; `key` names the column that is its
 * primary key (text or uuid); `indexes` are index definitions after the table name, e.g. `(program_id, status, id)`. `temporal` keeps
 * every row as it was: lists and figures of it answer `asOf` and `knownAt`. `since` names the column that says when a row's first event happened,
 * so that a list in its order does not pass over what came later.
 */
export function readTable<Row extends ReadRow>(
  name: string,
  options: {
    key: keyof Row & string;
    columns: Record<keyof Row & string, string>;
    indexes?: readonly string[];
    temporal?: true | { readonly since: keyof Row & string };
  },
): ReadTable<Row> {
  for (const word of [name, ...Object.keys(options.columns)]) {
    if (!NAME.test(word)) throw new Error(`Read table ${name}: "${word}" is not snake_case`);
  }
  // PostgreSQL knows one spelling of a UUID.
  const isUuid = options.columns[options.key].startsWith('uuid');
  const asKey = (value: unknown) => (isUuid ? String(value).toLowerCase() : String(value));
  const upsert = (text: string, change: (row: Row | undefined) => Row): RowChange => {
    const key = asKey(text);
    return {
      table: name,
      key,
      change: (row) => {
        const changed = change(row as Row | undefined);
        const became = asKey(changed[options.key]);
        if (became !== key) throw new Error(`Read table ${name}: row ${key} became ${became}`);
        return changed;
      },
    };
  };
  return {
    name,
    key: options.key,
    columns: options.columns,
    indexes: options.indexes ?? [],
    temporal: options.temporal !== undefined,
    from: ({ asOf, knownAt }, values) => {
      if (!asOf && !knownAt) return `read.${name}`;
      if (!options.temporal) throw new Error(`Read table ${name} keeps no past`);
      values.push(asOf ?? LAST, knownAt ?? LAST);
      const [valid, known] = [`$${values.length - 1}::timestamptz`, `$${values.length}::timestamptz`];
      const since = typeof options.temporal === 'object' ? ` and ${options.temporal.since} <= ${valid}` : '';
      return `(select ${Object.keys(options.columns).join(', ')} from read.${pastTable(name)} where not past_gone
        and past_valid_from <= ${valid} and past_valid_to > ${valid} and past_known_from <= ${known} and past_known_to > ${known}
        and not (past_cut_valid <= ${valid} and past_cut_known <= ${known})${since})`;
    },
    change: (text, change) =>
      upsert(text, (row) => {
        if (row === undefined) throw new Error(`Read table ${name} has no row ${asKey(text)}`);
        return change(row);
      }),
    upsert,
    put: (row) => ({ table: name, key: asKey(row[options.key]), change: () => row }),
    remove: (key) => ({ table: name, key: asKey(key), change: () => undefined }),
  };
}

type Projector<Event extends DomainEvent> = {
  readonly [Type in Event['type']]?: (
    this: void,
    event: LoggedEvent<Extract<Event, { type: Type }>>,
  ) => RowChange | readonly RowChange[];
};

/** Tables filled from the log by pure functions (docs/adr/0011). */
export interface ReadModel {
  readonly name: string;
  readonly tables: readonly TableShape[];
  readonly on: Readonly<Record<string, (event: LoggedEvent) => RowChange | readonly RowChange[]>>;
  /** For events that `on` does not name. */
  readonly every?: (event: LoggedEvent) => RowChange | readonly RowChange[];
  /** Of its version and tables: another digest is built beside the one that is read. */
  readonly digest: string;
}

/**
 * Defines a read model. Readers select from `read.<table>`. Raise `version` whenever `on` changes meaning: the next migration starts a
 * new generation beside the old one, and the switch comes when it has caught up.
 */
export function defineReadModel<Event extends DomainEvent>(definition: {
  name: string;
  version: number;
  tables: readonly TableShape[];
  on: Projector<Event>;
  /** For every event that `on` does not name, whatever its context. */
  every?: (event: LoggedEvent) => RowChange | readonly RowChange[];
}): ReadModel {
  const { tables } = definition;
  const shape = tables.map(({ name, key, columns, indexes, temporal }) => ({
    ...{ name, key, columns, indexes },
    ...(temporal ? { temporal } : {}),
  }));
  const described = {
    ...{ version: definition.version, on: Object.keys(definition.on).sort(), tables: shape },
    ...(definition.every ? { every: true } : {}),
  };
  return {
    name: definition.name,
    tables,
    on: definition.on as unknown as ReadModel['on'],
    ...(definition.every ? { every: definition.every } : {}),
    digest: createHash('sha256').update(canonicalBytes(described)).digest('hex').slice(0, 16),
  };
}

/** Every table of a generation: those of the model, and the past of its temporal ones. */
export function tableNames(model: ReadModel): string[] {
  return model.tables.flatMap(({ name, temporal }) => (temporal ? [name, pastTable(name)] : [name]));
}

/** SQL that makes the model's tables in a schema of their own. */
export function createTables(model: ReadModel, schema: string): string {
  return model.tables
    .flatMap((table) => [
      ...create(schema, table.name, table.columns, table.key, table.indexes),
      ...(table.temporal ? createPast(schema, table) : []),
    ])
    .join(';\n');
}

function createPast(schema: string, { name, key, columns, indexes }: TableShape): string[] {
  // A row that is gone has nothing but its key; what was unique at any one time is not over time.
  const bare = Object.entries(columns).map(([column, type]) => [
    column,
    type.replace(/\s+(not null|unique|check|default|references|generated)\b.*$/i, ''),
  ]);
  const all = { ...(Object.fromEntries(bare) as Record<string, string>), ...PAST_COLUMNS };
  return create(schema, pastTable(name), all, `${key}, past_valid_from, past_known_from`, [
    ...indexes,
    `(${key}, past_live_until)`,
  ]);
}

function create(
  schema: string,
  name: string,
  columns: Readonly<Record<string, string>>,
  key: string,
  indexes: readonly string[],
): string[] {
  return [
    `create table ${schema}.${name} (${Object.entries(columns)
      .map(([column, type]) => `${column} ${type}`)
      .join(', ')}, primary key (${key}))`,
    ...indexes.map((index) => `create index on ${schema}.${name} ${index}`),
  ];
}
