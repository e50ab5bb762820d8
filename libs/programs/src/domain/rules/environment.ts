import { Environment } from '@marcbachmann/cel-js';
import { daysBetween, monthsBetween, yearsBetween } from '@doyak/kernel/calendar';
import type { Fact, Facts } from '../format/facts.js';

/**
 * Bounds of an expression. CEL always ends, but a hostile one could still take long: with these, the greatest number of
 * steps is known before it is run.
 */
export const RULE_LIMITS = {
  /** Characters. */
  length: 2_000,
  depth: 32,
  nodes: 400,
  /** Elements of a list fact; a longer list is refused as invalid. */
  listElements: 200,
  /** Characters of a string fact. */
  stringLength: 4_000,
  /** Evaluation steps in the worst case. */
  steps: 100_000,
} as const;

/** Functions a rule may call. The others of CEL convert types, read machine zones or run backtracking patterns. */
export const RULE_FUNCTIONS: ReadonlySet<string> = new Set([
  'size',
  'contains',
  'startsWith',
  'endsWith',
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
  'has',
  'date',
  'fullYears',
  'fullMonths',
  'daysBetween',
]);

const DATE = 'google.protobuf.Timestamp';

const CEL_TYPES: Readonly<Record<Exclude<Fact['type'], 'records'>, string>> = {
  bool: 'bool',
  int: 'int',
  string: 'string',
  date: DATE,
  strings: 'list<string>',
};

/** A day as CEL holds it: midnight UTC of that day. Only whole days are compared, so no zone plays a part. */
export function celDate(date: string): Date {
  return new Date(`${date}T00:00:00.000Z`);
}

const dayText = (date: Date) => date.toISOString().slice(0, 10);

export function celEnvironment(facts: Facts): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    limits: {
      maxAstNodes: RULE_LIMITS.nodes,
      maxDepth: RULE_LIMITS.depth,
      maxListElements: 200,
      maxMapEntries: 1,
    },
  });
  environment
    .registerFunction(`date(string): ${DATE}`, (text: string) => {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(celDate(text).getTime())) {
        throw new RangeError(`"${text}" is not a date`);
      }
      return celDate(text);
    })
    .registerFunction(`fullYears(${DATE}, ${DATE}): int`, (from: Date, to: Date) =>
      BigInt(yearsBetween(dayText(from), dayText(to))),
    )
    .registerFunction(`fullMonths(${DATE}, ${DATE}): int`, (from: Date, to: Date) =>
      BigInt(monthsBetween(dayText(from), dayText(to))),
    )
    .registerFunction(`daysBetween(${DATE}, ${DATE}): int`, (from: Date, to: Date) =>
      BigInt(daysBetween(dayText(from), dayText(to))),
    );
  for (const [name, fact] of Object.entries(facts)) {
    if (fact.type === 'records') {
      const fields = Object.fromEntries(
        Object.entries(fact.fields).map(([field, type]) => [field, CEL_TYPES[type]]),
      );
      environment.registerType({ name: `${name}_record`, schema: fields });
      environment.registerVariable(name, `list<${name}_record>`);
    } else {
      environment.registerVariable(name, CEL_TYPES[fact.type]);
    }
  }
  return environment;
}
