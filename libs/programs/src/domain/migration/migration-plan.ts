import type { Deadline, Pause } from '@doyak/kernel/calendar';
import type { FactValue } from '../format/facts.js';

/**
 * How cases under way go from one version of a program to another. Stages and tracks that are not named keep their ids;
 * a stage mapped to null is given up and must not be open. Nothing is guessed: what does not fit blocks the case.
 */
export interface MigrationPlan {
  readonly programId: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  /** Old track → new track. */
  readonly tracks?: Readonly<Record<string, string>>;
  /** Old track → old stage → new stage, or null. */
  readonly stages?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /**
   * Old track → old stages that are begun anew under the new version when they are open. A stage that keeps its name and is not listed is
   * finished under the rules it was opened with; one whose name changes is always begun anew.
   */
  readonly anew?: Readonly<Record<string, readonly string[]>>;
  /** New track → facts set on each case that moves, e.g. one that a new rule needs. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, FactValue>>>>;
  /** Cases that stay on the old version, whatever the plan says. */
  readonly stay?: readonly string[];
}

/** What a preview needs to know about a case. */
export interface CaseUnderWay {
  readonly caseId: string;
  readonly number: string;
  readonly version: number;
  readonly track: string;
  readonly done: readonly { readonly stage: string; readonly outcome: string }[];
  readonly open: readonly {
    readonly stage: string;
    readonly openedAt: Date;
    readonly pauses: readonly Pause[];
    /** Its deadline has passed already, and an operator knows. */
    readonly overdue?: boolean;
  }[];
}

export interface StageMove {
  readonly from: string;
  readonly to: string;
  /** Begun anew under the new version; otherwise finished under the rules it was opened with. */
  readonly anew: boolean;
  /** Absent where the stage has no deadline, or its end lies in a year whose holidays are not known. */
  readonly deadlineBefore?: Deadline;
  readonly deadlineAfter?: Deadline;
}

export type BlockCode =
  | 'TRACK_GONE'
  | 'STAGE_GONE'
  | 'STAGE_KIND_CHANGED'
  | 'OUTCOME_GONE'
  | 'OUTCOME_ENDS_CASE'
  | 'STAGES_MERGED'
  | 'ORDER_BROKEN'
  | 'SELECTION_SPLIT'
  | 'DEADLINE_PASSED'
  | 'FACT_UNKNOWN';

export interface Block {
  readonly code: BlockCode;
  readonly stage?: string;
  readonly detail: string;
}

/** One line of the preview: a case moves, stays on its version, or is blocked with all reasons. */
export type MigrationLine = { readonly caseId: string; readonly number: string } & (
  | {
      readonly result: 'moves';
      readonly track: string;
      /** New names of the stages that are done; null: given up. */
      readonly done: readonly { readonly from: string; readonly to: string | null }[];
      readonly open: readonly StageMove[];
    }
  | { readonly result: 'stays'; readonly why: 'OTHER_VERSION' | 'EXCLUDED' }
  | { readonly result: 'blocked'; readonly blocks: readonly Block[] }
);
