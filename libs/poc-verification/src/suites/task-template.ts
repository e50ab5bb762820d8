import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';

/** Longest template, in characters. */
const LONGEST = 4_000;
/** What templates of tasks use. Each makes a text no longer than what goes in. */
const FILTERS = new Set([
  'trim',
  'lower',
  'upper',
  'title',
  'capitalize',
  'length',
  'first',
  'last',
  'string',
  'int',
]);
const METHODS = new Set(['strip', 'lstrip', 'rstrip', 'lower', 'upper', 'title', 'capitalize']);
const NODES = new Set([
  ...['Program', 'If', 'For', 'Comment', 'MemberExpression', 'Identifier', 'IntegerLiteral', 'FloatLiteral'],
  ...['StringLiteral', 'ArrayLiteral', 'TupleLiteral', 'BinaryExpression', 'UnaryExpression', 'Ternary'],
  ...['FilterExpression', 'TestExpression', 'CallExpression', 'SliceExpression', 'SelectExpression'],
]);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

export class TemplateRefused extends Error {
  override readonly name = 'TemplateRefused';
}

/**
 * A Jinja template of a task, carried out by an interpreter that reaches nothing but the fields of an item. What could grow without bound is
 * refused: nested loops, `set`, macros, filters that repeat text, functions. Throws `TemplateRefused`.
 */
export function taskTemplate(text: string): (fields: Readonly<Record<string, unknown>>) => string {
  if (text.length > LONGEST) throw new TemplateRefused(`A template has ${LONGEST} characters at most`);
  let program;
  try {
    program = parse(tokenize(text, { lstrip_blocks: false, trim_blocks: false }));
  } catch (error) {
    throw new TemplateRefused(`No template: ${(error as Error).message}`);
  }
  const names = new Set<string>();
  refuse(program as unknown as Node, 0, names);
  return (fields) => {
    // As with lm-evaluation-harness: a field that is not there is a fault, not nothing.
    const missing = [...names].find((name) => !Object.hasOwn(fields, name));
    if (missing !== undefined) throw new TemplateRefused(`The template names ${missing}, which is not there`);
    const environment = new Environment();
    for (const [name, value] of Object.entries(fields)) environment.set(name, value);
    const result = new Interpreter(environment).run(program) as { value: string };
    return result.value;
  };
}

/** Throws for what templates must not have; gathers in `names` what they read. */
function refuse(node: Node, loops: number, names: Set<string>, own: ReadonlySet<string> = new Set()): void {
  if (!NODES.has(node.type)) throw new TemplateRefused(`Templates of tasks have no ${node.type}`);
  if (node.type === 'Identifier') {
    const name = String(node['value']);
    if (!own.has(name)) names.add(name);
    return;
  }
  if (node.type === 'For') {
    if (loops > 0) throw new TemplateRefused('Loops of templates are not nested');
    const variable = node['loopvar'] as Node;
    if (variable.type !== 'Identifier') throw new TemplateRefused('Loops of templates have one variable');
    refuse(node['iterable'] as Node, 1, names, own);
    const inside = new Set([...own, String(variable['value']), 'loop']);
    for (const child of childrenOf(node, ['iterable', 'loopvar'])) refuse(child, 1, names, inside);
    return;
  }
  if (node.type === 'FilterExpression') refuseFilter(node['filter'] as Node);
  if (node.type === 'CallExpression') refuseCall(node['callee'] as Node);
  const named = node.type === 'MemberExpression' && node['computed'] !== true ? ['property'] : [];
  for (const child of childrenOf(node, ['filter', 'operator', 'test', ...named]))
    refuse(child, loops, names, own);
  // What `{% if %}` asks stands under the name by which `is` names its test.
  const { test } = node;
  if (node.type === 'If' && isNode(test)) refuse(test, loops, names, own);
}

function childrenOf(node: Node, without: readonly string[]): Node[] {
  const values = Object.entries(node).flatMap(([key, value]) =>
    without.includes(key) ? [] : [value].flat(),
  );
  return values.filter(isNode);
}

function refuseCall(callee: Node): void {
  const name = (callee['property'] as Node | undefined)?.['value'];
  if (callee.type !== 'MemberExpression' || !METHODS.has(String(name)))
    throw new TemplateRefused(`Templates of tasks call only ${[...METHODS].join(', ')}`);
}

function refuseFilter(filter: Node): void {
  const name = filter.type === 'Identifier' ? filter['value'] : (filter['callee'] as Node)['value'];
  if (filter.type !== 'Identifier' || !FILTERS.has(String(name)))
    throw new TemplateRefused(`Templates of tasks filter only by ${[...FILTERS].join(', ')}`);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
