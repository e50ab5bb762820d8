import type { ASTNode } from '@marcbachmann/cel-js';
import { RULE_LIMITS } from './environment.js';

/** The nodes directly below a node, without the macro's variable name. */
export function children(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case '.':
    case '.?':
      return [node.args[0]];
    case '!_':
    case '-_':
      return [node.args];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    default:
      return node.args;
  }
}

export function* walk(node: ASTNode): Generator<ASTNode> {
  yield node;
  for (const child of children(node)) yield* walk(child);
}

const LOOPS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

/** The loop that a node is: what it runs over, its variable, and what it runs for each element. */
export function loopOf(
  node: ASTNode,
): { readonly over: ASTNode; readonly variable: string; readonly body: readonly ASTNode[] } | undefined {
  if (node.op !== 'rcall' || !LOOPS.has(node.args[0])) return undefined;
  const [variable, ...body] = node.args[2];
  if (variable?.op !== 'id') return undefined;
  return { over: node.args[1], variable: variable.args, body };
}

/** Names that are not loop variables: the facts an expression speaks about. */
export function freeNames(
  node: ASTNode,
  bound: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, ASTNode> {
  const names = new Map<string, ASTNode>();
  const collect = (part: ASTNode, inner: ReadonlySet<string>) => {
    if (part.op === 'id') {
      if (!inner.has(part.args) && !names.has(part.args)) names.set(part.args, part);
      return;
    }
    const loop = loopOf(part);
    if (loop) {
      collect(loop.over, inner);
      for (const body of loop.body) collect(body, new Set([...inner, loop.variable]));
    } else for (const child of children(part)) collect(child, inner);
  };
  collect(node, bound);
  return names;
}

/** Steps an evaluation can take at most, every list being as long as allowed. */
export function worstCaseSteps(node: ASTNode): number {
  const loop = loopOf(node);
  if (!loop) return children(node).reduce((sum, child) => sum + worstCaseSteps(child), 1);
  const body = loop.body.reduce((sum, part) => sum + worstCaseSteps(part), 1);
  return worstCaseSteps(loop.over) + RULE_LIMITS.listElements * body;
}
