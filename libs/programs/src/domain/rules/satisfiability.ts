import type { Facts } from '../format/facts.js';
import { both, normalForm } from './normal-form.js';
import type { Constant, Constraint, NormalForm } from './normal-form.js';
import type { Rule } from './rule.js';

/**
 * Whether some application could make the rule true: `no` is a proof, `maybe` is not. Comparisons with constants,
 * membership and the declared ranges of facts are understood; anything else is taken as free to be true or false.
 */
export type Verdict = 'no' | 'maybe';

export function canHold(rule: Rule, facts: Facts): Verdict {
  return satisfiable(normalForm(rule.ast), facts);
}

export function canFail(rule: Rule, facts: Facts): Verdict {
  return satisfiable(normalForm(rule.ast, true), facts);
}

/** Whether one application could make all of them true at once. */
export function canHoldTogether(rules: readonly Rule[], facts: Facts): Verdict {
  let all: NormalForm | undefined = [[]];
  for (const rule of rules) {
    const next = both(all, normalForm(rule.ast));
    if (!next) return 'maybe';
    all = next.filter((conjunction) => isConsistent(conjunction, facts));
  }
  return satisfiable(all, facts);
}

function satisfiable(form: NormalForm | undefined, facts: Facts): Verdict {
  return form?.every((conjunction) => !isConsistent(conjunction, facts)) ? 'no' : 'maybe';
}

/** What a subject may still be. */
interface Domain {
  low?: bigint;
  high?: bigint;
  allowed?: Set<Constant>;
  readonly excluded: Set<Constant>;
}

function isConsistent(conjunction: readonly Constraint[], facts: Facts): boolean {
  const domains = new Map<string, Domain>();
  for (const constraint of conjunction) {
    let domain = domains.get(constraint.subject);
    if (!domain) domains.set(constraint.subject, (domain = declared(constraint, facts)));
    narrow(domain, constraint);
  }
  return [...domains.values()].every(hasValue);
}

function declared({ subject, ...rest }: Constraint, facts: Facts): Domain {
  const fact = Object.hasOwn(facts, subject) ? facts[subject] : undefined;
  const domain: Domain = { excluded: new Set() };
  if (fact?.type === 'int') {
    // A crossed range is a problem of the fact; it says nothing about the rule.
    if ((fact.min ?? -Infinity) > (fact.max ?? Infinity)) return domain;
    if (fact.min !== undefined) domain.low = BigInt(fact.min);
    if (fact.max !== undefined) domain.high = BigInt(fact.max);
  } else if (fact?.type === 'string' && fact.values) {
    domain.allowed = new Set(fact.values);
  } else if (/^size\(|\.size\(\)$/.test(subject)) {
    domain.low = 0n;
  } else if ('value' in rest && typeof rest.value === 'boolean') {
    domain.allowed = new Set([true, false]);
  }
  return domain;
}

function narrow(domain: Domain, constraint: Constraint): void {
  if ('values' in constraint) {
    if (constraint.op === 'in') return allow(domain, constraint.values);
    for (const value of constraint.values) domain.excluded.add(value);
    return;
  }
  const { op, value } = constraint;
  if (op === '==') return allow(domain, [value]);
  if (op === '!=') {
    domain.excluded.add(value);
    return;
  }
  if (typeof value !== 'bigint') return;
  if (op === '>' || op === '>=') {
    const low = op === '>' ? value + 1n : value;
    if (domain.low === undefined || low > domain.low) domain.low = low;
  } else {
    const high = op === '<' ? value - 1n : value;
    if (domain.high === undefined || high < domain.high) domain.high = high;
  }
}

function allow(domain: Domain, values: readonly Constant[]): void {
  const before = domain.allowed;
  domain.allowed = new Set(values.filter((value) => !before || before.has(value)));
}

/** Ranges up to this length are searched for a value that is not excluded. */
const SEARCHED = 1_000n;

function hasValue({ low, high, allowed, excluded }: Domain): boolean {
  const inRange = (value: Constant) =>
    typeof value !== 'bigint' ||
    ((low === undefined || value >= low) && (high === undefined || value <= high));
  if (allowed) return [...allowed].some((value) => !excluded.has(value) && inRange(value));
  if (low === undefined || high === undefined) return true;
  if (low > high) return false;
  if (high - low >= SEARCHED) return true;
  for (let value = low; value <= high; value += 1n) if (!excluded.has(value)) return true;
  return false;
}
