import { isScalar, LineCounter, parseAllDocuments, Scalar } from 'yaml';
import type { Document, Node } from 'yaml';
import type { Found, Problem } from './problem.js';
import { pointerOf } from './problem.js';
import { SOURCE_LIMITS } from './source-limits.js';
import { SourceTree } from './source-tree.js';

/** The text of a definition as read: its value, and where in the text each part stands. */
export interface Source {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Gives a finding its line and column; where the path does not exist, those of its nearest parent. */
  locate(found: Found): Problem;
}

/**
 * Reads YAML 1.2 or JSON (a subset). Syntax errors, duplicate keys, tags, several documents, and texts that are too
 * large, too deep or grow too much by aliases are problems; `value` is then undefined. Never throws.
 */
export function readSource(text: string): Source {
  const lines = new LineCounter();
  if (text.length > SOURCE_LIMITS.characters) {
    const message = `The text has ${text.length} characters, ${SOURCE_LIMITS.characters} are allowed`;
    return refused([{ code: 'FILE_TOO_LARGE', pointer: '', line: 1, column: 1, message }]);
  }
  const tooDeep = deepAt(text);
  if (tooDeep !== undefined) return refused([depthProblem(text, tooDeep)]);
  let documents: readonly Document[];
  try {
    documents = parseAllDocuments(text, {
      lineCounter: lines,
      version: '1.2',
      schema: 'core',
      uniqueKeys: true,
      prettyErrors: false,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The text cannot be read';
    return refused([{ code: 'YAML_SYNTAX', pointer: '', line: 1, column: 1, message }]);
  }
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [document, second] = documents;
  if (!document?.contents) {
    return refused([
      { code: 'EMPTY', pointer: '', line: 1, column: 1, message: 'The text holds no definition' },
    ]);
  }
  const problems: Problem[] = documents
    .flatMap(({ errors, warnings }) => [...errors, ...warnings])
    .slice(0, SOURCE_LIMITS.problems)
    .map((error) => ({
      code:
        error.code === 'DUPLICATE_KEY'
          ? 'DUPLICATE_KEY'
          : error.code === 'TAG_RESOLVE_FAILED'
            ? 'YAML_TAG'
            : 'YAML_SYNTAX',
      pointer: '',
      ...place(error.pos[0]),
      message: error.message,
    }));
  if (second) {
    const at = place(second.range?.[0] ?? 0);
    problems.push({ code: 'SEVERAL_DOCUMENTS', pointer: '', ...at, message: 'A file holds one definition' });
  }
  if (problems.length > 0) return refused(problems);
  const shape = new SourceTree(document);
  const wrong = shape.measure();
  if (wrong) {
    const { code, message, node } = wrong;
    return refused([{ code, pointer: '', ...place(node?.range?.[0] ?? 0), message }]);
  }
  return {
    value: shape.value(),
    problems: [],
    locate: (found) => {
      const { node, key } = shape.find(found.path);
      const anchor = found.code === 'UNKNOWN_FIELD' && key ? key : node;
      const start = anchor.range?.[0] ?? 0;
      return {
        code: found.code,
        pointer: pointerOf(found.path),
        ...place(start + inside(text, node, found.offset)),
        message: found.message,
      };
    },
  };
}

function refused(problems: readonly Problem[]): Source {
  const [first] = problems;
  return {
    value: undefined,
    problems,
    locate: ({ code, path, message }) => ({
      code,
      pointer: pointerOf(path),
      line: first?.line ?? 1,
      column: first?.column ?? 1,
      message,
    }),
  };
}

/** Where in an expression: exact for plain and single-line quoted scalars, else the start of the scalar. */
function inside(text: string, node: Node, offset: number | undefined): number {
  if (!offset || !isScalar(node) || typeof node.value !== 'string' || !node.range) return 0;
  const [start, end] = node.range;
  const lead = node.type === Scalar.PLAIN ? 0 : 1;
  return text.slice(start + lead, end).startsWith(node.value) ? lead + offset : 0;
}

/** The parser recurses: brackets nested beyond any sense are refused before it sees them. */
function deepAt(text: string): number | undefined {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '[' || character === '{') {
      depth += 1;
      if (depth > 400) return index;
    } else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
  }
  // Block sequences nest on one line ("- - - -"), and mappings by indentation.
  const line = /^(?:[ ]*[-?:] ){41,}|^[ ]{400,}\S/m.exec(text);
  return line?.index;
}

function depthProblem(text: string, offset: number): Problem {
  const before = text.slice(0, offset);
  return {
    code: 'NESTING_TOO_DEEP',
    pointer: '',
    line: before.split('\n').length,
    column: offset - before.lastIndexOf('\n'),
    message: `The text is nested more than ${SOURCE_LIMITS.depth} levels deep`,
  };
}
