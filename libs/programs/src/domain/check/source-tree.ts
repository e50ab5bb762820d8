import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Document, Node, Pair, Scalar } from 'yaml';
import { SOURCE_LIMITS } from './source-limits.js';

/** Why a tree is refused, and at which node. */
export class Wrong {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly node: Node,
  ) {}
}

/** How much a node is with its aliases written out. */
interface Extent {
  readonly values: number;
  readonly levels: number;
}

function valueOf(pair: Pair): unknown {
  if (isScalar(pair.key) && typeof pair.key.value === 'string') return pair.value;
  throw new Wrong('KEY_NOT_TEXT', 'Keys are plain text', (pair.key ?? pair.value) as Node);
}

/** The nodes of a document, with aliases followed. */
export class SourceTree {
  private readonly extents = new Map<Node, Extent>();
  private readonly targets = new Map<Node, Node>();

  constructor(private readonly document: Document) {
    // `Alias.resolve` of the library walks the whole document for each alias; one walk is enough.
    const anchors = new Map<string, Node>();
    visit(document, {
      Node: (_key, node) => {
        if (isAlias(node)) {
          const target = anchors.get(node.source);
          if (target) this.targets.set(node, target);
        } else if (node.anchor) anchors.set(node.anchor, node);
      },
    });
  }

  /** Plain values. An alias gives the same object as its anchor. Only after `measure` found nothing wrong. */
  value(): unknown {
    const made = new Map<Node, unknown>();
    const make = (node: unknown): unknown => {
      const target = isAlias(node) ? this.targets.get(node) : (node as Node | null | undefined);
      if (isScalar(target)) return target.value;
      if (!isCollection(target)) return null;
      if (made.has(target)) return made.get(target);
      let result: unknown;
      if (isSeq(target)) result = target.items.map(make);
      else {
        const pairs = (target.items as Pair[]).map(({ key, value }) => [(key as Scalar).value, make(value)]);
        result = Object.fromEntries(pairs as [string, unknown][]);
      }
      made.set(target, result);
      return result;
    };
    return make(this.document.contents);
  }

  /** Counts values and levels as if every alias were written out, without writing them out. */
  measure(): Wrong | undefined {
    try {
      this.measured(this.document.contents, 0, new Set());
      return undefined;
    } catch (error) {
      if (error instanceof Wrong) return error;
      throw error;
    }
  }

  private measured(node: unknown, depth: number, open: ReadonlySet<unknown>): Extent {
    if (isAlias(node)) {
      const target = this.targets.get(node);
      if (!target) throw new Wrong('YAML_SYNTAX', `There is no anchor "${node.source}"`, node);
      if (open.has(target))
        throw new Wrong('ALIAS_EXPANSION', `The anchor "${node.source}" contains itself`, node);
      return this.measured(target, depth, open);
    }
    if (!isCollection(node)) return { values: 1, levels: 0 };
    const known = this.extents.get(node);
    if (depth + (known?.levels ?? 0) > SOURCE_LIMITS.depth) {
      throw new Wrong(
        'NESTING_TOO_DEEP',
        `The text is nested more than ${SOURCE_LIMITS.depth} levels deep`,
        node,
      );
    }
    if (known) return known;
    const inner = new Set([...open, node]);
    const extent = { values: 1, levels: 1 };
    for (const item of node.items) {
      const { values, levels } = this.measured(isPair(item) ? valueOf(item) : item, depth + 1, inner);
      extent.values += values;
      extent.levels = Math.max(extent.levels, levels + 1);
      if (extent.values > SOURCE_LIMITS.values) {
        const message = `Written out, the text would hold more than ${SOURCE_LIMITS.values} values`;
        throw new Wrong('ALIAS_EXPANSION', message, node);
      }
    }
    this.extents.set(node, extent);
    return extent;
  }

  find(path: readonly (string | number)[]): { readonly node: Node; readonly key?: Node } {
    let node = this.document.contents as Node;
    let key: Node | undefined;
    for (const step of path) {
      const collection = isAlias(node) ? this.targets.get(node) : node;
      let next: unknown;
      let nextKey: Node | undefined;
      if (isMap(collection)) {
        const pair = collection.items.find((item) => isScalar(item.key) && item.key.value === String(step));
        next = pair?.value ?? undefined;
        nextKey = pair?.key as Node | undefined;
      } else if (isSeq(collection)) next = collection.items[Number(step)];
      if (!next) return { node: nextKey ?? key ?? node, key: nextKey ?? key };
      [node, key] = [next as Node, nextKey];
    }
    return { node, key };
  }
}
