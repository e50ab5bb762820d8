import { z } from 'zod';
import type { LocalizedText } from '../format/common.js';

/** A name in a stage's configuration that must exist elsewhere in the definition. `pointer` is relative to `config`. */
export interface Reference {
  readonly to: 'committee' | 'budget-line' | 'earlier-stage' | 'document';
  readonly id: string;
  readonly pointer: string;
  /** For `earlier-stage`: the kinds that stage may have. */
  readonly kinds?: readonly string[];
}

/** A CEL expression in a stage's configuration. `pointer` is relative to `config`. */
export interface ConfigExpression {
  readonly pointer: string;
  readonly text: string;
}

/** Something wrong with a configuration that fits its schema. `pointer` is relative to `config`. */
export interface Finding {
  readonly code: string;
  readonly pointer: string;
  readonly message: string;
}

export interface StageOutcome {
  readonly id: string;
  readonly title: LocalizedText;
}

/**
 * A kind of stage: the extension point of programs. A context registers the kinds it carries out; this half is pure and
 * is all that checking, simulating and documenting a definition needs.
 */
export interface StageKind<Config extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** The context that carries the stage out. */
  readonly context: string;
  readonly title: LocalizedText;
  /** One or two sentences for the reference. */
  readonly summary: string;
  /** Schema of the stage's `config`; its descriptions are the reference. */
  readonly config: Config;
  /** How the stage can end; a stage with a guard can also end `skipped`. */
  readonly outcomes: readonly [StageOutcome, ...StageOutcome[]];
  readonly references?: (config: z.output<Config>) => readonly Reference[];
  readonly expressions?: (config: z.output<Config>) => readonly ConfigExpression[];
  readonly findings?: (config: z.output<Config>) => readonly Finding[];
  /** Days that the stage takes at the very least, e.g. an objection window. 0 when absent. */
  readonly leastDays?: (config: z.output<Config>) => number;
}

/** Gives the schema's type to the functions of a kind. */
export function stageKind<Config extends z.ZodObject>(kind: StageKind<Config>): StageKind {
  return kind as unknown as StageKind;
}

export function outcome(id: string, ko: string, en: string): StageOutcome {
  return { id, title: { ko, en } };
}

/** The outcome of a stage whose guard does not hold: it is passed over. */
export const SKIPPED = 'skipped';

/** The kinds known to a process, by name. Immutable. */
export class StageKinds {
  private readonly kinds: ReadonlyMap<string, StageKind>;

  /** @throws Error when two kinds have one name, or a kind two outcomes of one name or the reserved outcome `skipped`. */
  constructor(kinds: readonly StageKind[]) {
    const byName = new Map<string, StageKind>();
    for (const kind of kinds) {
      if (byName.has(kind.kind)) throw new Error(`Stage kind "${kind.kind}" is registered twice`);
      const outcomes = new Set(kind.outcomes.map(({ id }) => id));
      if (outcomes.size !== kind.outcomes.length || outcomes.has(SKIPPED)) {
        throw new Error(
          `Stage kind "${kind.kind}" has outcomes that are not distinct, or named "${SKIPPED}"`,
        );
      }
      byName.set(kind.kind, kind);
    }
    this.kinds = byName;
  }

  get(kind: string): StageKind | undefined {
    return this.kinds.get(kind);
  }

  all(): readonly StageKind[] {
    return [...this.kinds.values()];
  }

  with(...kinds: readonly StageKind[]): StageKinds {
    return new StageKinds([...this.all(), ...kinds]);
  }
}

/** Calendar days that a period takes at the very least. */
export function leastDaysOf(period: { readonly count: number; readonly unit: string }): number {
  if (period.unit === 'months') return period.count * 28;
  // Five working days span a week; what is left over is counted as it is.
  if (period.unit === 'working-days') return Math.floor(period.count / 5) * 7 + (period.count % 5);
  return period.count;
}

/** `code` when the whole numbers under `key` do not add up to 100. */
export function sumIs100(
  items: readonly { readonly [key: string]: unknown }[],
  key: string,
  finding: { readonly code: string; readonly pointer: string; readonly what: string },
): readonly Finding[] {
  const sum = items.reduce((total, item) => total + Number(item[key]), 0);
  if (sum === 100) return [];
  return [
    { code: finding.code, pointer: finding.pointer, message: `${finding.what} add up to ${sum}, not 100` },
  ];
}
