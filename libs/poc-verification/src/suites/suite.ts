import type { ItemRecord } from '../domain/item-record.js';

/** How answers are generated. */
export interface Generation {
  readonly stop: readonly string[];
  readonly maxTokens: number;
  readonly temperature: number;
}

/** One item, ready to be asked. */
export interface SuiteItem extends Pick<
  ItemRecord,
  'task' | 'item' | 'measure' | 'perturbs' | 'prompt' | 'scoring'
> {
  readonly generation: Generation;
  /** An answer that is right, where it does not follow from how answers are judged. */
  readonly reference?: string;
}

/** What a definition calls a suite: a task, or a group of tasks. */
export interface Suite {
  readonly task: string;
  readonly version: string;
  /** SHA-256 of the canonical JSON of its items: the same items, the same suite. */
  readonly sha256: string;
  readonly items: readonly SuiteItem[];
}

/** A suite that cannot be used; `message` names file, line and fault. */
export class SuiteFault extends Error {
  override readonly name = 'SuiteFault';
}
