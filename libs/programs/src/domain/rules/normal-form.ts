import type { ASTNode } from '@marcbachmann/cel-js';
import { serialize } from '@marcbachmann/cel-js';

/** Something a rule compares: a fact, or an expression over facts such as `fullYears(foundedOn, noticeDate)`. */
export type Constraint =
  | { readonly subject: string; readonly op: '==' | '!=' | '<' | '<=' | '>' | '>='; readonly value: Constant }
  | { readonly subject: string; readonly op: 'in' | 'not in'; readonly values: readonly Constant[] };

/** Whole numbers and days (as days since 1970) are bigint. */
export type Constant = bigint | string | boolean;

/** A disjunction of conjunctions: the rule holds when all constraints of one of them hold. */
export type NormalForm = readonly (readonly Constraint[])[];

/** More conjunctions than this are not looked at: the question then stays open. */
export const NORMAL_FORM_LIMIT = 2_000;

const NEVER: NormalForm = [];
const ALWAYS: NormalForm = [[]];

const NEGATED = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
const MIRRORED = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
type Comparison = keyof typeof NEGATED;

const isComparison = (op: string): op is Comparison => Object.hasOwn(NEGATED, op);

/** The rule, or its negation, as alternatives of simple constraints; undefined when that would grow beyond the limit. */
export function normalForm(node: ASTNode, negated = false): NormalForm | undefined {
  switch (node.op) {
    case '!_':
      return normalForm(node.args, !negated);
    case '&&':
    case '||': {
      const parts = node.args.map((part) => normalForm(part, negated));
      return (node.op === '&&') === !negated ? both(parts[0], parts[1]) : either(parts[0], parts[1]);
    }
    case '?:': {
      const [condition, then, otherwise] = node.args;
      return either(
        both(normalForm(condition), normalForm(then, negated)),
        both(normalForm(condition, true), normalForm(otherwise, negated)),
      );
    }
    case 'value':
      return (node.args === true) === negated ? NEVER : ALWAYS;
    default:
      return [[constraint(node, negated)]];
  }
}

/** Both at once. */
export function both(a: NormalForm | undefined, b: NormalForm | undefined): NormalForm | undefined {
  if (!a || !b) return a?.length === 0 || b?.length === 0 ? NEVER : undefined;
  if (a.length * b.length > NORMAL_FORM_LIMIT) return undefined;
  return a.flatMap((left) => b.map((right) => [...left, ...right]));
}

function either(a: NormalForm | undefined, b: NormalForm | undefined): NormalForm | undefined {
  if (!a || !b || a.length + b.length > NORMAL_FORM_LIMIT) return undefined;
  return [...a, ...b];
}

function constraint(node: ASTNode, negated: boolean): Constraint {
  if (isComparison(node.op)) {
    const [left, right] = node.args as [ASTNode, ASTNode];
    const [onLeft, onRight] = [constant(left), constant(right)];
    const op = negated ? NEGATED[node.op] : node.op;
    if (onRight !== undefined && onLeft === undefined)
      return { subject: serialize(left), op, value: onRight };
    if (onLeft !== undefined && onRight === undefined) {
      return { subject: serialize(right), op: MIRRORED[op], value: onLeft };
    }
  }
  if (node.op === 'in' && node.args[1].op === 'list') {
    const values = node.args[1].args.map(constant);
    if (values.every((value) => value !== undefined)) {
      return { subject: serialize(node.args[0]), op: negated ? 'not in' : 'in', values };
    }
  }
  return { subject: serialize(node), op: '==', value: !negated };
}

function constant(node: ASTNode): Constant | undefined {
  if (node.op === 'value') {
    const { args } = node;
    return typeof args === 'bigint' || typeof args === 'string' || typeof args === 'boolean'
      ? args
      : undefined;
  }
  if (node.op === '-_') {
    const value = constant(node.args);
    return typeof value === 'bigint' ? -value : undefined;
  }
  if (node.op === 'call' && node.args[0] === 'date') {
    const text = node.args[1][0];
    if (text?.op === 'value')
      return BigInt(Math.floor(Date.parse(`${String(text.args)}T00:00:00Z`) / 86_400_000));
  }
  return undefined;
}
