import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { ParseError, serialize } from '@marcbachmann/cel-js';
import type { Facts } from '../format/facts.js';
import { celEnvironment, RULE_FUNCTIONS, RULE_LIMITS } from './environment.js';
import { freeNames, walk, worstCaseSteps } from './syntax.js';

export type RuleProblemCode =
  'RULE_TOO_LARGE' | 'RULE_SYNTAX' | 'RULE_TYPE' | 'RULE_FUNCTION_UNKNOWN' | 'UNKNOWN_FACT';

/** What is wrong with an expression. `start` and `end` are offsets into its text. */
export interface RuleProblem {
  readonly code: RuleProblemCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A CEL expression that was parsed and type-checked against the facts: it gives a boolean. */
export interface Rule {
  readonly text: string;
  readonly ast: ASTNode;
  /** Names of the facts it speaks about, sorted. */
  readonly facts: readonly string[];
  /** Evaluation steps in the worst case. */
  readonly steps: number;
  /** Runs a part of the expression, compiled once. */
  readonly run: (part: ASTNode, context: Readonly<Record<string, unknown>>) => unknown;
}

/** Compiles the rules of one definition; all share the types of its facts. */
export class RuleCompiler {
  private readonly environment: Environment;

  constructor(private readonly facts: Facts) {
    this.environment = celEnvironment(facts);
  }

  /** Never throws: whatever the text is, the answer is a rule or the problems with it. */
  compile(
    text: string,
  ):
    | { readonly rule: Rule; readonly problems: [] }
    | { readonly rule: undefined; readonly problems: RuleProblem[] } {
    const refused = (...problems: RuleProblem[]) => ({ rule: undefined, problems });
    if (text.length > RULE_LIMITS.length) {
      const message = `An expression may have ${RULE_LIMITS.length} characters, this one has ${text.length}`;
      return refused({ code: 'RULE_TOO_LARGE', message, start: 0, end: text.length });
    }
    let ast: ASTNode;
    try {
      ast = this.environment.parse(text).ast;
    } catch (error) {
      return refused(fromLibrary(error, text));
    }
    const unknown = this.unknownNames(ast);
    if (unknown.length > 0) return refused(...unknown);
    const checked = this.environment.check(text);
    if (!checked.valid) return refused(fromLibrary(checked.error, text));
    if (checked.type !== 'bool') {
      const message = `The expression gives ${checked.type}, a rule must give true or false`;
      return refused({ code: 'RULE_TYPE', message, start: 0, end: text.length });
    }
    const literals = [...fractions(ast), ...invalidDates(ast)];
    if (literals.length > 0) return refused(...literals);
    const steps = worstCaseSteps(ast);
    if (steps > RULE_LIMITS.steps) {
      const message = `The expression could take ${steps} steps, ${RULE_LIMITS.steps} are allowed`;
      return refused({ code: 'RULE_TOO_LARGE', message, start: 0, end: text.length });
    }
    const facts = [...freeNames(ast).keys()].sort();
    return { rule: { text, ast, facts, steps, run: this.runner() }, problems: [] };
  }

  private unknownNames(ast: ASTNode): RuleProblem[] {
    const problems: RuleProblem[] = [];
    for (const node of walk(ast)) {
      const name = node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined;
      if (name !== undefined && !RULE_FUNCTIONS.has(name)) {
        const message = `There is no function "${name}"; rules can use ${[...RULE_FUNCTIONS].join(', ')}`;
        problems.push({ code: 'RULE_FUNCTION_UNKNOWN', message, ...node.range });
      }
    }
    if (problems.length > 0) return problems;
    for (const [name, node] of freeNames(ast)) {
      if (!Object.hasOwn(this.facts, name)) {
        problems.push({ code: 'UNKNOWN_FACT', message: `There is no fact "${name}"`, ...node.range });
      }
    }
    return problems;
  }

  private runner(): Rule['run'] {
    const compiled = new WeakMap<ASTNode, (context: Record<string, unknown>) => unknown>();
    return (part, context) => {
      let program = compiled.get(part);
      if (!program) {
        program = this.environment.parse(serialize(part));
        compiled.set(part, program);
      }
      return program({ ...context });
    };
  }
}

function fromLibrary(error: unknown, text: string): RuleProblem {
  const whole = { start: 0, end: text.length };
  if (!(error instanceof Error)) return { code: 'RULE_SYNTAX', message: 'Not an expression', ...whole };
  const { code, summary, range } = error as Partial<ParseError>;
  const kind =
    code === 'limit_exceeded' ? 'RULE_TOO_LARGE' : error instanceof ParseError ? 'RULE_SYNTAX' : 'RULE_TYPE';
  return { code: kind, message: summary ?? error.message, ...(range ?? whole) };
}

/** CEL compares whole numbers with binary fractions; amounts, ages and scores are whole, so a fraction is a mistake. */
function fractions(ast: ASTNode): RuleProblem[] {
  const message = 'Rules know whole numbers only';
  return [...walk(ast)]
    .filter((node) => node.op === 'value' && typeof node.args === 'number')
    .map((node) => ({ code: 'RULE_TYPE', message, ...node.range }));
}

function invalidDates(ast: ASTNode): RuleProblem[] {
  const problems: RuleProblem[] = [];
  for (const node of walk(ast)) {
    if (node.op !== 'call' || node.args[0] !== 'date') continue;
    const argument = node.args[1][0];
    const text = argument?.op === 'value' ? String(argument.args) : undefined;
    if (text !== undefined && isDay(text)) continue;
    const message = 'date() takes a day in quotes, e.g. date("2026-03-01")';
    problems.push({ code: 'RULE_TYPE', message, ...node.range });
  }
  return problems;
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00.000Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  );
}
