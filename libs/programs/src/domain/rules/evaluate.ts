import type { ASTNode } from '@marcbachmann/cel-js';
import { EvaluationError } from '@marcbachmann/cel-js';
import type { Fact, Facts, FactScalar, FactValues } from '../format/facts.js';
import { celDate, RULE_LIMITS } from './environment.js';
import type { Rule } from './rule.js';
import { freeNames, walk } from './syntax.js';

export type RuleOutcome = 'holds' | 'fails' | 'undetermined';

/** What a rule says about one application. */
export interface RuleResult {
  readonly outcome: RuleOutcome;
  /** Facts whose absence left it undetermined, sorted; a field of a record as `representatives[1].birthDate`. */
  readonly missing: readonly string[];
  /** Facts whose value does not fit their type, or is too large. They count as not known. */
  readonly invalid: readonly string[];
  /** Why it could not be computed although every fact is known, e.g. a division by zero. */
  readonly error?: string;
}

type Truth = boolean | Unknown;

interface Unknown {
  readonly missing: ReadonlySet<string>;
  readonly error?: string;
}

const isUnknown = (truth: Truth): truth is Unknown => typeof truth === 'object';

/**
 * Evaluates a rule in Kleene's strong three-valued logic: `false && unknown` is false, `true || unknown` is true, and
 * what depends on a fact that is not known is undetermined. Only facts that matter are reported as missing. Never throws.
 */
export function evaluateRule(rule: Rule, facts: Facts, values: FactValues): RuleResult {
  const { context, invalid } = bind(rule, facts, values);
  const truth = evaluate(rule.ast, { rule, facts, context });
  if (!isUnknown(truth)) return { outcome: truth ? 'holds' : 'fails', missing: [], invalid };
  const missing = [...truth.missing].sort();
  return {
    outcome: 'undetermined',
    missing,
    invalid,
    ...(truth.error === undefined ? {} : { error: truth.error }),
  };
}

interface Scope {
  readonly rule: Rule;
  readonly facts: Facts;
  readonly context: Readonly<Record<string, unknown>>;
}

function evaluate(node: ASTNode, scope: Scope): Truth {
  switch (node.op) {
    case '!_':
      return not(evaluate(node.args, scope));
    case '&&':
      return and(evaluate(node.args[0], scope), () => evaluate(node.args[1], scope));
    case '||':
      return not(and(not(evaluate(node.args[0], scope)), () => not(evaluate(node.args[1], scope))));
    case '?:':
      return choose(evaluate(node.args[0], scope), [
        () => evaluate(node.args[1], scope),
        () => evaluate(node.args[2], scope),
      ]);
    default:
      return evaluateAtom(node, scope);
  }
}

function not(truth: Truth): Truth {
  return isUnknown(truth) ? truth : !truth;
}

function and(left: Truth, right: () => Truth): Truth {
  if (left === false) return false;
  const other = right();
  if (!isUnknown(left) || other === false) return other;
  return isUnknown(other) ? union(left, other) : left;
}

function choose(condition: Truth, [then, otherwise]: readonly [() => Truth, () => Truth]): Truth {
  if (!isUnknown(condition)) return condition ? then() : otherwise();
  const [first, second] = [then(), otherwise()];
  if (!isUnknown(first) && first === second) return first;
  return [first, second].filter(isUnknown).reduce(union, condition);
}

function union(a: Unknown, b: Unknown): Unknown {
  return { missing: new Set([...a.missing, ...b.missing]), error: a.error ?? b.error };
}

function evaluateAtom(node: ASTNode, scope: Scope): Truth {
  try {
    return scope.rule.run(node, scope.context) === true;
  } catch (error) {
    const missing = missingIn(node, scope);
    const absent =
      error instanceof EvaluationError && ['unknown_variable', 'no_such_key'].includes(error.code);
    if (absent && missing.size > 0) return { missing };
    return { missing, error: error instanceof EvaluationError ? error.summary : String(error) };
  }
}

function missingIn(node: ASTNode, { facts, context }: Scope): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const part of walk(node)) if (part.op === '.') fields.add(part.args[1]);
  const missing = new Set<string>();
  for (const name of freeNames(node).keys()) {
    const value = context[name];
    const fact = facts[name];
    if (value === undefined) missing.add(name);
    else if (fact?.type === 'records') {
      for (const [index, record] of (value as Record<string, unknown>[]).entries()) {
        for (const field of Object.keys(fact.fields)) {
          if (fields.has(field) && record[field] === undefined) missing.add(`${name}[${index}].${field}`);
        }
      }
    }
  }
  return missing;
}

function bind(
  rule: Rule,
  facts: Facts,
  values: FactValues,
): { context: Record<string, unknown>; invalid: string[] } {
  const context: Record<string, unknown> = {};
  const invalid: string[] = [];
  for (const name of rule.facts) {
    const fact = facts[name];
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (!fact || value === undefined || value === null) continue;
    const bound = toCel(fact, value);
    if (bound === undefined) invalid.push(name);
    else context[name] = bound;
  }
  return { context, invalid };
}

function toCel(fact: Fact, value: unknown): unknown {
  switch (fact.type) {
    case 'strings':
      if (!Array.isArray(value) || value.length > RULE_LIMITS.listElements) return undefined;
      return value.every((entry) => scalarToCel('string', entry) !== undefined) ? [...value] : undefined;
    case 'records': {
      if (!Array.isArray(value) || value.length > RULE_LIMITS.listElements) return undefined;
      const records: Record<string, unknown>[] = [];
      for (const entry of value as Record<string, FactScalar>[]) {
        if (typeof entry !== 'object' || entry === null) return undefined;
        const record: Record<string, unknown> = {};
        for (const [field, type] of Object.entries(fact.fields)) {
          const raw = Object.hasOwn(entry, field) ? entry[field] : undefined;
          if (raw === undefined || raw === null) continue;
          record[field] = scalarToCel(type, raw);
          if (record[field] === undefined) return undefined;
        }
        records.push(record);
      }
      return records;
    }
    default:
      return scalarToCel(fact.type, value);
  }
}

function scalarToCel(type: 'bool' | 'int' | 'string' | 'date', value: unknown): unknown {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
    case 'string':
      return typeof value === 'string' && value.length <= RULE_LIMITS.stringLength ? value : undefined;
    case 'date': {
      if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
      const date = celDate(value);
      return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(value) ? undefined : date;
    }
  }
}
