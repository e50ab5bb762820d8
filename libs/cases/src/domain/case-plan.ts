import type { CaseOutcome } from './case.events.js';

/**
 * What a case's program version says of one stage, made ready for the decider: the guard has been evaluated over the facts known now, the deadline
 * computed on the business calendar as if the stage were opened now.
 */
export interface PlannedStage {
  readonly id: string;
  readonly kind: string;
  readonly opens: 'automatic' | 'by-operator';
  readonly mode: 'all' | 'any';
  readonly awaits: readonly { readonly stage: string; readonly outcomes: readonly string[] }[];
  /** Absent: no guard. */
  readonly guard?: 'true' | 'false' | 'undetermined';
  /** Outcomes that the stage's kind knows. */
  readonly outcomes: readonly string[];
  /** Outcomes that close the case. */
  readonly ends: Readonly<Record<string, { readonly as: CaseOutcome; readonly reason?: string }>>;
  /** First instant that is too late, were the stage opened now (RFC 3339, UTC). */
  readonly endsBefore?: string;
  /** What follows when the deadline passes. */
  readonly whenPassed?: { readonly outcome: string } | 'escalate';
}

/** All stages of the case's track, and the pairs that no one person may both decide. */
export interface CasePlan {
  /** Which version and track it was made from. */
  readonly version: number;
  readonly track: string;
  readonly stages: readonly PlannedStage[];
  readonly keepApart: readonly (readonly [string, string])[];
}

/** How a run of a stage ends that a migration begins anew. */
export const SUPERSEDED = 'superseded';

export const SKIPPED = 'skipped';
